using System.Diagnostics;
using System.Globalization;
using StaticNet.Training;

namespace StaticNet.Bench;

/// <summary>One architecture put to work on noise: a prediction, and a few training steps on a batch that it should learn by heart.</summary>
/// <param name="Network">The network.</param>
/// <param name="Predict">The second prediction of one picture; the first one compiles.</param>
/// <param name="Step">The last training step.</param>
/// <param name="Losses">The loss of every step; empty for a network that only predicts.</param>
/// <param name="IsSound">Every output is finite, and training lowers the loss.</param>
public sealed record ArchitectureRun(NetworkDescription Network, TimeSpan Predict, TimeSpan Step, IReadOnlyList<double> Losses, bool IsSound)
{
    public static ArchitectureRun Of(IPredictor predictor, int batch, int steps)
    {
        NetworkDescription network = predictor.Description;
        var random = new Random(1);
        float[] pictures = new float[batch * network.InputLength];
        foreach (ref float value in pictures.AsSpan())
        {
            value = (random.NextSingle() * 2) - 1;
        }

        float[] output = new float[network.OutputLength];
        Workspace workspace = predictor.CreateWorkspace();
        TimeSpan predict = default;
        for (int i = 0; i < 2; i++)
        {
            long start = Stopwatch.GetTimestamp();
            predictor.Predict(pictures.AsSpan(0, network.InputLength), output, workspace);
            predict = Stopwatch.GetElapsedTime(start);
        }

        bool isFinite = output.All(float.IsFinite);
        if (predictor is not INetwork trainable)
        {
            return new(network, predict, default, [], isFinite);
        }

        // Networks that end in a map are trained on vectors, classifiers on classes.
        bool classes = network.OutputShape.Count == 1 && network.OutputShape[0] > 1;
        using var trainer = new Trainer(trainable, new TrainerOptions
        {
            BatchSize = batch,
            Optimizer = new Sgd(1e-3, momentum: 0.9),
            Loss = classes ? Loss.CrossEntropy : Loss.MeanSquaredError,
        });
        int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.Next(network.OutputShape[0]))];
        float[] targets = [.. Enumerable.Range(0, classes ? 0 : batch * network.Outputs[0].Length).Select(_ => random.NextSingle())];
        var losses = new List<double>();
        TimeSpan step = default;
        for (int i = 0; i < steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            losses.Add((classes ? trainer.TrainStep(pictures, labels) : trainer.TrainStep(pictures, targets)).Loss);
            step = Stopwatch.GetElapsedTime(start);
        }

        return new(network, predict, step, losses, isFinite && losses.All(double.IsFinite) && losses.Min() < losses[0]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Network.Name,-28}{Network.ParameterCount,14:N0}{Network.MultiplyAdds,18:N0}{Predict.TotalMilliseconds,9:F1} ms{Step.TotalMilliseconds,9:F1} ms   ")
        + (Losses.Count == 0 ? "predicts only" : string.Create(CultureInfo.InvariantCulture, $"{Losses[0]:F4} {Losses[^1]:F4}"))
        + (IsSound ? "" : "   NOT SOUND");
}
