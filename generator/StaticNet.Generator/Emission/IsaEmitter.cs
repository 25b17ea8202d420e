using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>Writes the nested class of one instruction set: entry points that call kernels in order, and the kernels.</summary>
internal sealed class IsaEmitter(NetworkPlan plan, Isa isa)
{
    private readonly KernelTable kernels = new("PreparePrediction", "Predict", "PrepareTraining", "Forward", "Backward");

    public void Emit(CodeWriter writer)
    {
        writer.Kernels = kernels;
        string intrinsics = isa.IsScalar ? "plain floats" : $"vectors of {isa.Width} floats";
        writer.Line($"/// <summary>{isa.Name}: {intrinsics}.</summary>");
        using (writer.Open($"private static class {isa.Name}"))
        {
            EmitPreparation(writer, "PreparePrediction", plan.Preparation);
            EmitEntry(
                writer, "Predict(ref float input, ref float output, ref float arena, ref float weights, ref float prepared)",
                plan.Predict, plan.PredictArena, training: false);
            if (plan.Training is { } training)
            {
                EmitTraining(writer, training);
            }

            kernels.Emit(writer, isa);
        }
    }

    private void EmitTraining(CodeWriter writer, TrainingPlan training)
    {
        writer.Line();
        EmitPreparation(writer, "PrepareTraining", training.Preparation);
        EmitEntry(
            writer, "Forward(ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, ulong seed)",
            training.Forward, training.Arena, training: true);
        writer.Line();
        EmitEntry(
            writer,
            "Backward(ref float outputGradient, ref float inputGradient, ref float arena, ref float weights, ref float prepared, ref float gradient, int count, int entry, bool wantInputGradient, ulong seed)",
            training.Backward, training.Arena, training: true);
    }

    private void EmitPreparation(CodeWriter writer, string name, Preparation preparation)
    {
        EmitEntry(writer, $"{name}(ref float weights, ref float prepared)", preparation.Steps, preparation.Arena, training: false);
        writer.Line();
    }

    private static string Condition(Guard guard) => guard switch
    {
        Guard.InputGradient => "wantInputGradient",
        Guard.EntryAtOutput => "entry == 0",
        _ => "entry == 1",
    };

    private static string Reference(Memory memory) => memory switch
    {
        Memory.Input => "input",
        Memory.Output => "output",
        Memory.OutputGradient => "outputGradient",
        Memory.InputGradient => "inputGradient",
        Memory.Arena => "arena",
        Memory.Weights => "weights",
        Memory.Prepared => "prepared",
        _ => "gradient",
    };

    private void EmitEntry(CodeWriter writer, string signature, EquatableArray<StepGroup> groups, Arena arena, bool training)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open("public static void " + signature))
        {
            bool first = true;
            foreach (StepGroup group in groups)
            {
                if (!first)
                {
                    writer.Line();
                }

                first = false;
                CodeWriter.Block? guard = group.Guard == Guard.Always ? null : writer.Open($"if ({Condition(group.Guard)})");
                CodeWriter.Block? loop = training && group.PerPicture ? writer.Open("for (int picture = 0; picture < count; picture++)") : null;
                foreach (Step step in group.Steps)
                {
                    writer.Comment(step.Title);
                    writer.Line(Call(step, arena, training));
                }

                loop?.Dispose();
                guard?.Dispose();
            }
        }
    }

    private string Call(Step step, Arena arena, bool training)
    {
        Kernel kernel = step.Kernel;
        bool perPicture = training && !kernel.TakesCount;
        IEnumerable<string> arguments = step.Operands.Select(operand => "ref " + Isa.At(Reference(operand.Memory), Offset(operand, arena, training, perPicture)));
        string count = kernel.TakesCount ? ", count" : "";
        string seed = kernel.TakesSeed ? ", seed, picture" : "";
        string units = kernel.Units > 1 ? $", 0, {kernel.Units}" : "";
        return $"{kernels.NameOf(kernel)}({string.Join(", ", arguments)}{count}{seed}{units});";
    }

    private static string Offset(Operand operand, Arena arena, bool training, bool perPicture)
    {
        int constant = operand.Offset;
        string picture = perPicture && operand.PictureStride != 0 ? $"(picture * {operand.PictureStride})" : "";
        if (operand.Memory == Memory.Arena)
        {
            int offset = arena.Offsets[operand.Buffer];
            if (!arena.IsPerPicture[operand.Buffer])
            {
                constant += offset;
            }
            else if (training)
            {
                constant += arena.Fixed;
                picture = (offset == 0 ? "" : $"(count * {offset})" + (picture.Length > 0 ? " + " : "")) + picture;
            }
            else
            {
                constant += arena.Fixed + offset;
            }
        }

        return picture.Length == 0 ? $"{constant}" : constant == 0 ? picture : $"{constant} + {picture}";
    }
}
