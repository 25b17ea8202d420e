using System.Diagnostics;
using StaticNet.Data;
using StaticNet.Threading;

namespace StaticNet.Training;

/// <summary>
/// Trains a network: shuffled mini-batches over several epochs, on several threads. The same seed gives the same
/// weights, bit for bit, for any number of threads. While it trains, nobody else may use the network's weights.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly INetwork network;
    private readonly TrainerOptions options;
    private readonly WorkerPool pool;
    private readonly StepEngine engine;
    private readonly DatasetBatch datasetBatch = new();
    private readonly MemoryBatch memoryBatch = new();
    private readonly ulong stepSeed;
    private readonly ulong orderSeed;
    private EvaluationJob? evaluation;

    /// <summary>A trainer.</summary>
    /// <param name="network">The network. Its weights are used as they are: initialise or load them before.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    public Trainer(INetwork network, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epochs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        this.network = network;
        this.options = options;
        pool = new(ThreadCount.Of(options.Threads));
        engine = new(network, options.Loss, options.Optimizer, pool);
        ulong seed = (uint)options.Seed;
        stepSeed = RandomBits.Derive(seed, 0);
        orderSeed = RandomBits.Derive(seed, 1);
    }

    /// <summary>Threads that share the work.</summary>
    public int Threads => pool.Count;

    /// <summary>Trains over whole epochs.</summary>
    /// <param name="training">What to learn from.</param>
    /// <param name="validation">What to measure with after every epoch; may be null.</param>
    /// <param name="cancellation">
    /// Stops the training between two steps, or before a validation. That is no error; the result says so.
    /// </param>
    /// <exception cref="ArgumentException">The data do not go with the network or the loss.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    public TrainingResult Train(IDataset training, IDataset? validation = null, CancellationToken cancellation = default)
    {
        DatasetCheck.RequireForTraining(network.Description, training, nameof(training));
        if (validation is not null)
        {
            DatasetCheck.Require(network.Description, validation, nameof(validation));
        }

        int[] order = [.. Enumerable.Range(0, training.Count)];
        long start = Stopwatch.GetTimestamp();
        List<EpochReport> epochs = [];
        bool cancelled;
        try
        {
            cancelled = TrainEpochs(training, validation, order, epochs, cancellation);
        }
        catch
        {
            // Whatever the display has on its line must not run into what is said about the exception.
            options.Display?.Ended(new(epochs, Cancelled: false, Stopwatch.GetElapsedTime(start)));
            throw;
        }

        var result = new TrainingResult(epochs, cancelled, Stopwatch.GetElapsedTime(start));
        options.Display?.Ended(result);
        return result;
    }

    /// <summary>
    /// Takes one step on a batch in memory, with the <see cref="LearningRate.Base"/> rate: for loops of one's own and
    /// for measurements. Allocates nothing once it has seen a batch of this size.
    /// </summary>
    /// <param name="inputs">Inputs one after another.</param>
    /// <param name="labels">A class for each, or for each pixel of the map that the network makes of it.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public StepResult TrainStep(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        int pixels = network.Description.MainOutput.Pixels;
        bool areMaps = pixels > 1 && (long)labels.Length * network.Description.InputLength == (long)inputs.Length * pixels;
        return areMaps
            ? TrainStep(inputs, labels, pixels, default, 0, labels.Length / pixels)
            : TrainStep(inputs, labels, 1, default, 0, labels.Length);
    }

    /// <summary>Takes one step on a batch in memory whose targets are vectors; see the other overload.</summary>
    /// <param name="inputs">Inputs one after another.</param>
    /// <param name="targets">Target vectors one after another.</param>
    /// <inheritdoc cref="TrainStep(ReadOnlySpan{float}, ReadOnlySpan{int})" path="/exception" />
    public StepResult TrainStep(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        int length = network.Description.MainOutput.Length;
        return targets.Length % length == 0
            ? TrainStep(inputs, default, 0, targets, length, targets.Length / length)
            : throw new ArgumentException(
                $"{targets.Length} target values are no whole number of vectors of {length}.", nameof(targets));
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => pool.Dispose();

    private unsafe StepResult TrainStep(
        ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, int labelsPerSample, ReadOnlySpan<float> targets, int targetLength, int count)
    {
        int length = network.Description.InputLength;
        if (count == 0 || inputs.Length != (long)count * length)
        {
            throw new ArgumentException(
                $"{count} targets go with {(long)count * length} floats of input, not {inputs.Length}; "
                + "a step takes at least one.",
                nameof(inputs));
        }

        fixed (float* input = inputs)
        fixed (int* label = labels)
        fixed (float* target = targets)
        {
            memoryBatch.Set(input, length, label, labelsPerSample, target, targetLength);
            double rate = options.Optimizer.LearningRate.Base;
            StepResult result = engine.Run(memoryBatch, count, rate, stepSeed);
            return double.IsFinite(result.Loss)
                ? result
                : throw new TrainingDivergedException(0, engine.Steps + 1, result.Loss, rate);
        }
    }

    /// <summary>Adds the reports of all epochs that come to their end, and tells whether it was cancelled.</summary>
    private bool TrainEpochs(
        IDataset training, IDataset? validation, int[] order, List<EpochReport> epochs, CancellationToken cancellation)
    {
        bool cancelled = cancellation.IsCancellationRequested;
        for (int epoch = 1; epoch <= options.Epochs && !cancelled; epoch++)
        {
            if (options.Shuffle)
            {
                Shuffling.Fill(order, RandomBits.Derive(orderSeed, (ulong)epoch));
            }

            EpochReport? report = TrainEpoch(epoch, training, validation, order, cancellation);
            cancelled = report is null;
            if (report is not null)
            {
                epochs.Add(report);
                options.Display?.EpochEnded(report);
            }
        }

        return cancelled;
    }

    /// <summary>The epoch's report, or null when it was cancelled.</summary>
    private EpochReport? TrainEpoch(
        int epoch, IDataset training, IDataset? validation, int[] order, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int batches = (training.Count + options.BatchSize - 1) / options.BatchSize;
        long before = (long)(epoch - 1) * batches;
        long all = (long)options.Epochs * batches;
        double loss = 0;
        double rate = 0;
        long correct = 0;
        long labels = 0;
        int seen = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            rate = options.Optimizer.LearningRate.At(before + batch, all);
            datasetBatch.Set(training, order, seen);
            StepResult step = engine.Run(datasetBatch, Math.Min(options.BatchSize, training.Count - seen), rate, stepSeed);
            if (!double.IsFinite(step.Loss))
            {
                throw new TrainingDivergedException(epoch, batch + 1, step.Loss, rate);
            }

            seen += step.Count;
            loss += step.Loss * step.Count;
            correct += step.Correct;
            labels += step.Labels;
            if (options.Display is { } display)
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                double speed = Speed(seen, elapsed);
                double remaining = (((double)(options.Epochs - epoch + 1) * training.Count) - seen) / Math.Max(speed, 1e-9);
                display.Update(new(
                    epoch,
                    options.Epochs,
                    seen,
                    training.Count,
                    loss / seen,
                    Share(correct, labels),
                    speed,
                    TimeSpan.FromSeconds(Math.Min(remaining, TimeSpan.MaxValue.TotalSeconds / 2))));
            }
        }

        double samplesPerSecond = Speed(seen, Stopwatch.GetElapsedTime(start));
        if (validation is not null && cancellation.IsCancellationRequested)
        {
            return null;
        }

        EvaluationResult? measured = validation is null
            ? null
            : (evaluation ??= new(network, options.Loss, pool.Count)).Run(pool, validation);
        return new(
            epoch,
            options.Epochs,
            loss / seen,
            Share(correct, labels),
            measured,
            rate,
            Stopwatch.GetElapsedTime(start),
            samplesPerSecond);
    }

    /// <summary>NaN where there are no labels.</summary>
    private static double Share(long correct, long labels) => labels == 0 ? double.NaN : (double)correct / labels;

    private static double Speed(int samples, TimeSpan elapsed) => samples / Math.Max(elapsed.TotalSeconds, 1e-9);
}
