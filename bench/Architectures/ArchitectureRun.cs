using System.Diagnostics;
using System.Globalization;
using StaticNet.Training;

namespace StaticNet.Bench;

/// <summary>
/// One architecture put to work on noise: two predictions of one picture, and training steps on one batch that it should learn by heart. Its
/// row is written piece by piece as the work goes on.
/// </summary>
internal sealed class ArchitectureRun
{
    private const int NameWidth = 24;

    private readonly IPredictor predictor;
    private readonly NetworkDescription network;
    private readonly RunOptions options;
    private readonly TextWriter writer;
    private readonly float[] pictures;

    public ArchitectureRun(IPredictor predictor, RunOptions options, TextWriter writer)
    {
        this.predictor = predictor;
        this.options = options;
        this.writer = writer;
        network = predictor.Description;
        var random = new Random(options.Seed);
        pictures = [.. Enumerable.Range(0, options.Batch * network.InputLength).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    public static string Header =>
        $"{"network",-NameWidth}{"parameters",13}{"multiply-adds",17}{"output",11}{"predict",13}   loss of every step, time of the last";

    /// <summary>Writes the row. Tells whether every output is finite, and whether training lowers the loss where it takes more than one step.</summary>
    public bool Run()
    {
        Write($"{network.Name,-NameWidth}{network.ParameterCount,13:N0}{network.MultiplyAdds,17:N0}");
        bool isSound = Predict();
        if (predictor is INetwork trainable)
        {
            isSound &= Train(trainable);
        }
        else
        {
            Write($"   predicts only");
        }

        writer.WriteLine(isSound ? string.Empty : "   NOT SOUND");
        return isSound;
    }

    /// <summary>The first prediction compiles the code; the second is timed.</summary>
    private bool Predict()
    {
        ReadOnlySpan<float> picture = pictures.AsSpan(0, network.InputLength);
        float[] output = new float[network.OutputLength];
        Workspace workspace = predictor.CreateWorkspace();
        predictor.Predict(picture, output, workspace);
        long start = Stopwatch.GetTimestamp();
        predictor.Predict(picture, output, workspace);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        bool isFinite = Array.TrueForAll(output, float.IsFinite);
        Write($"{(isFinite ? "finite" : "NOT FINITE"),11}{time.TotalMilliseconds,10:F1} ms");
        return isFinite;
    }

    /// <summary>Classifiers learn a class for each picture, networks that end in a map a map of numbers. The last step is timed.</summary>
    private bool Train(INetwork trainable)
    {
        var random = new Random(options.Seed + 1);
        bool classifies = network.MainOutput.Shape is [> 1];
        int[] labels = [.. Enumerable.Range(0, options.Batch).Select(_ => random.Next(network.OutputShape[0]))];
        float[] targets = [.. Enumerable.Range(0, classifies ? 0 : options.Batch * network.MainOutput.Length).Select(_ => random.NextSingle())];
        using var trainer = new Trainer(trainable, new TrainerOptions
        {
            BatchSize = options.Batch,
            Optimizer = new Sgd(options.LearningRate, momentum: 0.9),
            Loss = classifies ? Loss.CrossEntropy : Loss.MeanSquaredError,
            Seed = options.Seed,
        });

        var losses = new List<double>();
        TimeSpan time = default;
        Write($"  ");
        for (int i = 0; i < options.Steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            losses.Add((classifies ? trainer.TrainStep(pictures, labels) : trainer.TrainStep(pictures, targets)).Loss);
            time = Stopwatch.GetElapsedTime(start);
            Write($" {losses[^1]:F4}");
        }

        Write($"{time.TotalMilliseconds,10:F1} ms");
        return losses.TrueForAll(double.IsFinite) && (losses.Count == 1 || losses[^1] < losses[0]);
    }

    private void Write(FormattableString text)
    {
        writer.Write(text.ToString(CultureInfo.InvariantCulture));
        writer.Flush();
    }
}
