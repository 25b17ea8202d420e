using System.Runtime.Versioning;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>A prediction and a training step of one instruction set, every buffer between inaccessible pages.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class GuardedRun : IDisposable
{
    private readonly List<(string Name, GuardedBuffer Buffer)> buffers = [];
    private readonly GeneratedNetwork network;
    private readonly Kernels kernels;
    private readonly bool atEnd;

    public GuardedRun(GeneratedNetwork network, InstructionSet set, bool atEnd)
    {
        this.network = network;
        this.atEnd = atEnd;
        kernels = network.Kernels(set);
    }

    public void PredictAndStep()
    {
        INetwork generated = network.Network;
        int batch = network.Row.Batch;
        GuardedBuffer weights = Internal("weights", generated.Weights.Packed.Length);
        generated.Weights.Packed.Span.CopyTo(weights.Span);

        GuardedBuffer arena = Internal("arena", (int)generated.CreateWorkspace().FloatsFor(batch));
        GuardedBuffer input = Callers("input", batch * network.InputLength);
        GuardedBuffer output = Callers("output", batch * network.OutputLength);
        Fill(input);
        GuardedBuffer prepared = Internal("weights prepared for prediction", Kernels.PreparedLength(generated));
        kernels.PreparePrediction(ref weights.Origin, ref prepared.Origin);
        Check("PreparePrediction");
        kernels.Predict(ref input.Origin, ref output.Origin, ref arena.Origin, ref weights.Origin, ref prepared.Origin, batch, default);
        Check("Predict");

        GuardedBuffer trainingArena = Internal("training arena", generated.CreateTrainingWorkspace(batch).Arena.Length);
        GuardedBuffer inputs = Callers("inputs", batch * network.InputLength);
        GuardedBuffer outputs = Callers("outputs", batch * network.TrainingOutputLength);
        Fill(inputs);
        GuardedBuffer trainingWeights = Internal("weights prepared for training", generated.CreatePreparedWeights().Buffer.Length);
        kernels.PrepareTraining(ref weights.Origin, ref trainingWeights.Origin);
        Check("PrepareTraining");
        kernels.Forward(
            ref inputs.Origin, ref outputs.Origin, ref trainingArena.Origin, ref weights.Origin, ref trainingWeights.Origin, batch, seed: 1);
        Check("Forward");

        GuardedBuffer outputGradient = Callers("output gradient", batch * network.TrainingOutputLength);
        GuardedBuffer inputGradient = Callers("input gradient", batch * network.InputLength);
        GuardedBuffer gradient = Internal("parameter gradient", generated.Weights.Packed.Length);
        Fill(outputGradient);
        kernels.Backward(
            ref outputGradient.Origin,
            ref inputGradient.Origin,
            ref trainingArena.Origin,
            ref weights.Origin,
            ref trainingWeights.Origin,
            ref gradient.Origin,
            batch,
            (int)GradientEntry.Output,
            true,
            seed: 1);
        Check("Backward");
        Assert.True(weights.Span.SequenceEqual(generated.Weights.Packed.Span), $"{kernels.Set}: a pass changed the weights");
    }

    public void Dispose()
    {
        foreach ((_, GuardedBuffer buffer) in buffers)
        {
            buffer.Dispose();
        }
    }

    /// <summary>As <see cref="AlignedBuffer"/> makes them.</summary>
    private GuardedBuffer Internal(string name, int length) => Add(name, new GuardedBuffer(length, AlignedBuffer.Slack, isAligned: true, atEnd));

    /// <summary>A span of the caller's, of which nothing is known but its length.</summary>
    private GuardedBuffer Callers(string name, int length) => Add(name, new GuardedBuffer(length, slack: 0, isAligned: false, atEnd));

    private GuardedBuffer Add(string name, GuardedBuffer buffer)
    {
        buffers.Add((name, buffer));
        return buffer;
    }

    private void Check(string method)
    {
        foreach ((string name, GuardedBuffer buffer) in buffers)
        {
            buffer.AssertUntouchedOutside($"{kernels.Set}, {method}, {name}");
        }
    }

    private static void Fill(GuardedBuffer buffer) => Numbers.Uniform(new Random(1), buffer.Length).CopyTo(buffer.Span);
}
