using StaticNet.Data;
using StaticNet.Training;

namespace StaticNet.Tests.Training;

[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Inputs = 20;
    private const int Classes = 4;
    private const int Batch = 41;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StepsAllocateNothing(int threads)
    {
        var network = new LinearNetwork(Inputs, Classes, dropout: 0.1f);
        float[] inputs = TestData.Uniform(Batch * Inputs, 1);
        int[] labels = [.. Enumerable.Range(0, Batch).Select(static i => i % Classes)];
        float[] vectors = TestData.Uniform(Batch * Classes, 2);
        using var trainer = new Trainer(network, new() { Threads = threads, Loss = Loss.HalfSumOfSquares, Optimizer = new Sgd(0.01, 0.9) });
        Assert.Equal(0, LeastAllocation(() =>
        {
            trainer.TrainStep(inputs, labels);
            trainer.TrainStep(inputs, vectors);
        }));
    }

    /// <summary>What an epoch allocates (its report) does not grow with its number of steps.</summary>
    [Fact]
    public void EpochsAllocateNothingPerStep()
    {
        var network = new LinearNetwork(Inputs, Classes);
        Samples data = TestData.Clusters(2_000, Inputs, Classes);
        long few = OfBatches(400);
        long many = OfBatches(4);
        Assert.InRange(many - few, -512, 512);

        long OfBatches(int size)
        {
            using var trainer = new Trainer(network, new()
            {
                Epochs = 1, BatchSize = size, Threads = 2, Display = new ConsoleDisplay(TextWriter.Null, live: true),
            });
            return LeastAllocation(() => trainer.Train(data, data));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PredictionInParallelAllocatesNothing(bool isShared)
    {
        var network = new LinearNetwork(Inputs, Classes, isShared: isShared);
        float[] inputs = TestData.Uniform(Batch * Inputs, 1);
        float[] outputs = new float[Batch * Classes];
        using var predictor = new ParallelPredictor(network, 2);
        Assert.Equal(0, LeastAllocation(() => predictor.Predict(inputs, outputs)));
    }

    /// <summary>
    /// Of all threads together. The least of several rounds, since the test host has threads of its own, further and further apart: what those are at when
    /// a test begins may last longer than thirty quick rounds.
    /// </summary>
    private static long LeastAllocation(Action action)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 30; round++)
        {
            Thread.Sleep(round);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
