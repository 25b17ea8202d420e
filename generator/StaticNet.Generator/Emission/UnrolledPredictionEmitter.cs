using StaticNet.Generator.Emission.Unrolling;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>
/// Writes the entry point of prediction with nothing left to decide: no loop, no branch, and no call but those that cut it into methods. It
/// is called for one picture at a time.
/// </summary>
internal sealed class UnrolledPredictionEmitter(PredictionPlan plan, Isa isa)
{
    private const string Picture = "PredictPicture";

    public void Emit(CodeWriter writer)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"public static void Predict<TWorker>({PredictionEmitter.Parameters})");
        writer.Line($"    {PredictionEmitter.Constraint} =>");
        writer.Line($"    {Picture}(ref input, ref output, ref arena, ref weights, ref prepared);");
        writer.Line();

        Step[] steps = [.. plan.Steps.SelectMany(static group => group.Steps)];
        var unroller = new Unroller(isa, steps.Select(static step => step.Kernel));
        foreach (Step step in steps)
        {
            Reference[] operands = [.. step.Operands.Select(operand => new Reference(StepCalls.Reference(operand.Memory), operand.Offset + plan.Arena.OffsetOf(operand)))];
            unroller.Add(step.Title, step.Kernel, operands);
        }

        new StraightLine(Picture, "ref float input, ref float output, ref float arena, ref float weights, ref float prepared").Emit(writer, unroller.Instructions);
    }
}
