using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>Writes the nested class of one instruction set: entry points that call kernels in order, and the kernels.</summary>
internal sealed class IsaEmitter(NetworkPlan plan, Isa isa)
{
    private readonly KernelTable kernels = new("PreparePrediction", "Predict", "PredictPicture", "PrepareTraining", "Forward", "Backward");

    public void Emit(CodeWriter writer)
    {
        writer.Kernels = kernels;
        string intrinsics = isa.IsScalar ? "plain floats" : $"vectors of {isa.Width} floats";
        writer.Line($"/// <summary>{isa.Name}: {intrinsics}.</summary>");
        using (writer.Open($"private static class {isa.Name}"))
        {
            if (plan.Prediction.Preparation.IsShared)
            {
                EmitParts(writer, "PreparePrediction", plan.Prediction.Preparation);
            }
            else
            {
                EmitPreparation(writer, "PreparePrediction", plan.Prediction.Preparation);
            }

            // Without vectors there would be an instruction for every single operation, for a processor that nobody runs for its speed.
            if (plan.Prediction.IsUnrolled && !isa.IsScalar)
            {
                new UnrolledPredictionEmitter(plan.Prediction, isa).Emit(writer);
            }
            else
            {
                new PredictionEmitter(plan.Prediction, kernels).Emit(writer);
            }

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

    /// <summary>A preparation that threads share: each call makes one part.</summary>
    private void EmitParts(CodeWriter writer, string name, Preparation preparation)
    {
        var calls = new StepCalls(kernels, preparation.Arena, batch: false);
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"public static void {name}(ref float weights, ref float prepared, int part)"))
        using (writer.Open("switch (part)"))
        {
            for (int part = 0; part < preparation.Parts.Count; part++)
            {
                writer.Line($"case {part}:");
                foreach (Step step in preparation.Parts[part])
                {
                    writer.Line($"    // {step.Title}");
                    writer.Line($"    {calls.Of(step)}");
                }

                writer.Line("    break;");
            }
        }

        writer.Line();
    }

    private static string Condition(Guard guard) => guard switch
    {
        Guard.InputGradient => "wantInputGradient",
        Guard.EntryAtOutput => "entry == 0",
        _ => "entry == 1",
    };

    private void EmitEntry(CodeWriter writer, string signature, EquatableArray<StepGroup> groups, Arena arena, bool training)
    {
        var calls = new StepCalls(kernels, arena, training);
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
                    writer.Line(calls.Of(step));
                }

                loop?.Dispose();
                guard?.Dispose();
            }
        }
    }
}
