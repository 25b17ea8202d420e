using StaticNet.Data;
using StaticNet.Threading;
using StaticNet.Training;

namespace StaticNet.Tests.Training;

public sealed class TrainerTests
{
    private const int Inputs = 20;
    private const int Classes = 4;

    [Fact]
    public void Learns()
    {
        var network = new LinearNetwork(Inputs, Classes);
        Samples training = TestData.Clusters(333, Inputs, Classes, seed: 1);
        Samples validation = TestData.Clusters(50, Inputs, Classes, seed: 2);
        using var trainer = new Trainer(network, new() { Epochs = 5, BatchSize = 32, Threads = 2 });
        TrainingResult result = trainer.Train(training, validation);
        Assert.False(result.Cancelled);
        Assert.Equal([1, 2, 3, 4, 5], result.Epochs.Select(static e => e.Epoch));
        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss / 2);
        Assert.True(result.Epochs[^1].Accuracy > 0.99);
        Assert.True(result.Epochs[^1].Validation!.Accuracy > 0.99);
        Assert.Equal(50, result.Epochs[^1].Validation!.Count);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    public void GivesTheSameBitsForAnyNumberOfThreads(float dropout)
    {
        float[] one = Train(1, dropout, seed: 0);
        Assert.Equal(one, Train(1, dropout, seed: 0));
        Assert.Equal(one, Train(2, dropout, seed: 0));
        Assert.Equal(one, Train(5, dropout, seed: 0));
        Assert.NotEqual(one, Train(1, dropout, seed: 1));
    }

    /// <summary>
    /// A network too large to hold every piece's gradient sums them in several rounds, to the same bits.
    /// </summary>
    [Fact]
    public void FewGradientBuffersGiveTheSameBits()
    {
        Samples data = TestData.Clusters(200, Inputs, Classes);
        float[]? expected = null;
        foreach ((int threads, long budget) in ((int, long)[])[(1, 1L << 20), (1, 0), (2, 0), (4, 2_000)])
        {
            var network = new LinearNetwork(Inputs, Classes);
            using var pool = new WorkerPool(threads);
            var engine = new StepEngine(network, Loss.CrossEntropy, new Sgd(0.1, 0.9), pool, budget);
            var batch = new DatasetBatch();
            batch.Set(data, [.. Enumerable.Range(0, 200)], 0);
            for (int step = 0; step < 3; step++)
            {
                engine.Run(batch, 200, 0.1, 1);
            }

            float[] weights = network.Weights.Packed.Span.ToArray();
            expected ??= weights;
            Assert.Equal(expected, weights);
        }
    }

    /// <summary>
    /// A step against the same step by hand: gradients by their formulas in double precision, averaged over the batch.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(41)]
    public void AStepIsAGradientStepOfTheMean(int count)
    {
        const double rate = 0.5;
        var network = new LinearNetwork(Inputs, Classes);
        Samples data = TestData.Clusters(count, Inputs, Classes);
        float[] inputs = new float[count * Inputs];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            data.CopyInput(n, inputs.AsSpan(n * Inputs));
            labels[n] = data.Label(n);
        }

        float[] w = network.Weights["dense1.weight"].ToArray();
        float[] b = network.Weights["dense1.bias"].ToArray();
        double[] dw = new double[w.Length];
        double[] db = new double[b.Length];
        double loss = 0;
        for (int n = 0; n < count; n++)
        {
            double[] z = [.. Enumerable.Range(0, Classes).Select(o => b[o] + Enumerable.Range(0, Inputs).Sum(i => (double)w[(o * Inputs) + i] * inputs[(n * Inputs) + i]))];
            double sum = z.Sum(Math.Exp);
            loss -= Math.Log(Math.Exp(z[labels[n]]) / sum) / count;
            for (int o = 0; o < Classes; o++)
            {
                double delta = ((Math.Exp(z[o]) / sum) - (o == labels[n] ? 1 : 0)) / count;
                db[o] += delta;
                for (int i = 0; i < Inputs; i++)
                {
                    dw[(o * Inputs) + i] += delta * inputs[(n * Inputs) + i];
                }
            }
        }

        using var trainer = new Trainer(network, new() { Threads = 2, Optimizer = new Sgd(rate) });
        StepResult result = trainer.TrainStep(inputs, labels);
        Assert.Equal(loss, result.Loss, 1e-5);
        Assert.Equal(count, result.Count);
        Assert.All(network.Weights["dense1.weight"].ToArray().Select((v, i) => (v, i)), e => Assert.Equal(w[e.i] - (rate * dw[e.i]), e.v, 1e-6));
        Assert.All(network.Weights["dense1.bias"].ToArray().Select((v, i) => (v, i)), e => Assert.Equal(b[e.i] - (rate * db[e.i]), e.v, 1e-6));
    }

    [Fact]
    public void LearnsVectors()
    {
        var network = new LinearNetwork(3, 2, softmax: false);
        float[] inputs = TestData.Uniform(300, 1);
        float[] targets = new float[200];
        for (int n = 0; n < 100; n++)
        {
            targets[2 * n] = inputs[3 * n] - inputs[(3 * n) + 1];
            targets[(2 * n) + 1] = 0.5f;
        }

        var data = new Samples(inputs, targets, 100);
        using var trainer = new Trainer(network, new() { Epochs = 40, BatchSize = 10, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0.1, 0.9) });
        TrainingResult result = trainer.Train(data, data);
        Assert.True(result.Epochs[^1].Loss < 1e-6);
        Assert.True(double.IsNaN(result.Epochs[^1].Accuracy));
        Assert.True(double.IsNaN(result.Epochs[^1].Validation!.Accuracy));
        Assert.Equal(1f, network.Weights["dense1.weight"][0, 0], 1e-2);
    }

    [Fact]
    public void CancellationStopsBetweenSteps()
    {
        var network = new LinearNetwork(Inputs, Classes);
        Samples data = TestData.Clusters(100, Inputs, Classes);
        using var source = new CancellationTokenSource();
        var display = new Recorder();
        display.OnUpdate = progress =>
        {
            if (progress.Epoch == 2 && progress.Samples == 60)
            {
                source.Cancel();
            }
        };
        var options = new TrainerOptions { Epochs = 9, BatchSize = 20, Display = display, Seed = 4 };
        using (var trainer = new Trainer(network, options))
        {
            TrainingResult result = trainer.Train(data, cancellation: source.Token);
            Assert.True(result.Cancelled);
            Assert.Single(result.Epochs);
            Assert.Same(result, display.Result);
        }

        // Just the eight steps before: the ninth must not have begun.
        var same = new LinearNetwork(Inputs, Classes);
        var count = 0;
        using var other = new CancellationTokenSource();
        var counter = new Recorder
        {
            OnUpdate = _ =>
            {
                if (++count == 8)
                {
                    other.Cancel();
                }
            },
        };
        using var second = new Trainer(same, options with { Display = counter, Optimizer = new Sgd(0.05, momentum: 0.9) });
        second.Train(data, cancellation: other.Token);
        Assert.Equal(same.Weights.Packed.Span.ToArray(), network.Weights.Packed.Span.ToArray());
    }

    [Fact]
    public void CancelledBeforehandItChangesNothing()
    {
        var network = new LinearNetwork(Inputs, Classes);
        float[] before = network.Weights.Packed.Span.ToArray();
        using var trainer = new Trainer(network);
        Assert.True(trainer.Train(TestData.Clusters(10, Inputs, Classes), cancellation: new CancellationToken(true)).Cancelled);
        Assert.Equal(before, network.Weights.Packed.Span.ToArray());
    }

    [Fact]
    public void ALossThatIsNotFiniteStopsBeforeTheWeightsChange()
    {
        var network = new LinearNetwork(Inputs, Classes);
        float[] inputs = TestData.Uniform(64 * Inputs, 1);
        inputs[(40 * Inputs) + 3] = float.NaN;
        var data = new Samples(inputs, [.. Enumerable.Range(0, 64).Select(static i => i % Classes)]);
        var display = new Recorder();
        using var trainer = new Trainer(network, new() { BatchSize = 16, Shuffle = false, Display = display });
        var error = Assert.Throws<TrainingDivergedException>(() => trainer.Train(data));
        Assert.Equal(1, error.Epoch);
        Assert.Equal(3, error.Batch);
        Assert.NotNull(display.Result);
        Assert.Contains("epoch 1, batch 3", error.Message);
        Assert.Contains("learning rate", error.Message);
        Assert.All(network.Weights.Packed.Span.ToArray(), static v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void DataThatDoNotFitAreRefused()
    {
        var network = new LinearNetwork(Inputs, Classes);
        using var trainer = new Trainer(network);
        Assert.Contains("inputs of 20", Assert.Throws<ArgumentException>(() => trainer.Train(TestData.Clusters(10, 19, Classes))).Message);
        Assert.Contains("Label 4", Assert.Throws<ArgumentException>(() => trainer.Train(TestData.Clusters(10, Inputs, 5))).Message);
        Assert.Throws<ArgumentException>(() => trainer.Train(new Samples(new float[20], new float[3], 1)));
        Assert.Throws<ArgumentException>(() => trainer.TrainStep(new float[20], new int[2]));
        Assert.Throws<ArgumentException>(() => trainer.TrainStep([], new int[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(network, new() { BatchSize = 0 }));
    }

    [Fact]
    public void AnExceptionOfTheNetworkComesThrough()
    {
        var network = new LinearNetwork(Inputs, Classes) { OnBackward = static () => throw new InvalidDataException("here") };
        using var trainer = new Trainer(network, new() { Threads = 3 });
        Assert.Throws<InvalidDataException>(() => trainer.Train(TestData.Clusters(100, Inputs, Classes)));
    }

    private static float[] Train(int threads, float dropout, int seed)
    {
        var network = new LinearNetwork(Inputs, Classes, dropout: dropout);
        var options = new TrainerOptions { Epochs = 3, BatchSize = 50, Threads = threads, Seed = seed };
        using var trainer = new Trainer(network, options);
        trainer.Train(TestData.Clusters(133, Inputs, Classes));
        return network.Weights.Packed.Span.ToArray();
    }

    private sealed class Recorder : ITrainingDisplay
    {
        public Action<TrainingProgress>? OnUpdate { get; set; }

        public TrainingResult? Result { get; private set; }

        public void Update(in TrainingProgress progress) => OnUpdate?.Invoke(progress);

        public void EpochEnded(EpochReport epoch)
        {
        }

        public void Ended(TrainingResult result) => Result = result;
    }
}
