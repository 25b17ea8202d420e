using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>
/// Writes the entry point of prediction. Where the work is worth several threads, all of them run it side by side: each takes its share of a
/// step's units, the first one alone does what cannot be split, and they wait for each other where the schedule says so.
/// </summary>
internal sealed class PredictionEmitter(PredictionPlan plan, KernelTable kernels)
{
    /// <summary>The parameters that an instruction set's method and its caller share.</summary>
    public const string Parameters =
        "ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, TWorker worker";

    public const string Constraint = "where TWorker : struct, IPredictionWorker";

    private readonly StepCalls calls = new(kernels, plan.Arena, batch: true);
    private CodeWriter.Block? firstOnly;

    public void Emit(CodeWriter writer)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"public static void Predict<TWorker>({Parameters})");
        writer.Line($"    {Constraint}");
        using (writer.Open())
        {
            bool first = true;
            foreach (ScheduledGroup group in PredictionSchedule.Of(plan))
            {
                if (!first)
                {
                    writer.Line();
                }

                first = false;
                using (group.PerPicture ? writer.Open("for (int picture = 0; picture < count; picture++)") : default(IDisposable))
                {
                    foreach (ScheduledStep step in group.Steps)
                    {
                        EmitStep(writer, step);
                    }

                    CloseFirstOnly();
                    if (group.WaitsAtEnd)
                    {
                        writer.Line("worker.Wait();");
                    }
                }
            }
        }
    }

    private void EmitStep(CodeWriter writer, ScheduledStep scheduled)
    {
        (Step step, bool isSplit, bool waitsBefore) = scheduled;
        if (waitsBefore || isSplit)
        {
            CloseFirstOnly();
        }

        if (waitsBefore)
        {
            writer.Line("worker.Wait();");
        }

        if (plan.IsShared && !isSplit)
        {
            firstOnly ??= writer.Open("if (worker.IsFirst)");
        }

        writer.Comment(step.Title);
        using (isSplit ? writer.Open($"while (worker.Take({step.Kernel.Units}, {step.Kernel.Grain}, out int from, out int to))") : default(IDisposable))
        {
            writer.Line(calls.Of(step, isSplit ? "from, to" : null));
        }
    }

    private void CloseFirstOnly()
    {
        firstOnly?.Dispose();
        firstOnly = null;
    }
}
