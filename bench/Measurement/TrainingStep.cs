using StaticNet.Training;

namespace StaticNet.Measurement;

/// <summary>
/// One training step as a piece of work to be timed: forward, cross-entropy, backward and gradient descent through a
/// <see cref="Trainer"/>, on a fixed batch of noise with random classes.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    // Small and without momentum: thousands of steps on one batch neither diverge nor end in gradients too small to be normal numbers.
    private const double LearningRate = 1e-3;

    private readonly Trainer trainer;
    private readonly float[] inputs;
    private readonly int[] labels;

    /// <summary>A step of <paramref name="batch"/> pictures on <paramref name="threads"/> threads.</summary>
    public TrainingStep(INetwork network, int batch, int threads)
    {
        trainer = new Trainer(network, new TrainerOptions { BatchSize = batch, Threads = threads, Optimizer = new Sgd(LearningRate) });
        var random = new Random(1);
        inputs = new float[batch * network.Description.InputLength];
        foreach (ref float value in inputs.AsSpan())
        {
            value = random.NextSingle();
        }

        labels = new int[batch];
        foreach (ref int label in labels.AsSpan())
        {
            label = random.Next(network.Description.OutputLength);
        }

        Flop = FlopOf(network.Description) * batch;
    }

    /// <summary>The floating-point operations of a step's convolutions and products.</summary>
    public double Flop { get; }

    /// <summary>Takes the step.</summary>
    public void Run() => trainer.TrainStep(inputs, labels);

    /// <inheritdoc />
    public void Dispose() => trainer.Dispose();

    // Forward, the weights' gradient and the data's gradient take the same number each; nobody asks for the pictures' gradient.
    private static double FlopOf(NetworkDescription network)
    {
        long first = network.Layers.FirstOrDefault(layer => layer.MultiplyAdds > 0)?.MultiplyAdds ?? 0;
        return 2.0 * (3 * network.MultiplyAdds - first);
    }
}
