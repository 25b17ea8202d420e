using System.Reflection;
using System.Runtime.InteropServices;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Threading;

namespace StaticNet.Conformance.Tests;

/// <summary>Networks large enough that threads share a picture: the same bits on any number of threads, in every instruction set.</summary>
public sealed class ThreadTests
{
    /// <summary>Odd channel counts, clipped rows, branches that need no waiting between them, and dense layers that take batches.</summary>
    private static readonly NetworkCase[] Rows =
    [
        new("Plain", [3, 40, 36], "Conv(40, 3, Padding = 1), Relu, MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop), Conv(72, 3, Padding = 1), Relu, Conv(24, 1), Dense(200), Relu, Dense(11), Softmax"),
        new(
            "Residual", [16, 30, 30],
            "Conv(64, 3, Padding = 1), Relu, Branch, Conv(48, 1), Relu, Conv(48, 3, Padding = 1, Stride = 2, Fit = Fit.Crop), Relu, Conv(128, 1), Shortcut, Add, Relu, GlobalAvgPool, Dense(10)"),
        new(
            "Inception", [32, 28, 28],
            "Branch, Conv(32, 1), Relu, Branch, Conv(24, 1), Relu, Conv(48, 3, Padding = 1), Relu, Branch, Conv(16, 1), Relu, Conv(32, 5, Padding = 2), Relu, Branch, MaxPool(3, Stride = 1, Padding = 1), Conv(16, 1), Relu, Concat, Conv(65, 3), Tanh"),
        new(
            "Inverted", [24, 40, 40],
            "Branch, Conv(144, 1), BatchNorm, Relu6, Conv(144, 3, Padding = 1, Groups = 144), BatchNorm, Relu6, Conv(24, 1), BatchNorm, Shortcut, Add, Conv(96, 1), Relu, Conv(96, 3, Stride = 2, Groups = 96, Padding = 1, Fit = Fit.Crop), GlobalAvgPool, Dense(7)"),
        new("Groups", [48, 24, 24], "Conv(64, 3, Padding = 1, Groups = 4), Relu, Conv(64, 3, Padding = 2, Dilation = 2), LeakyRelu, AvgPool(2), Conv(144, 3), Sigmoid"),
    ];

    /// <summary>What is made of the weights takes 11 MB, enough for threads to share; the last layer's part is small and the other two depend on normalisations.</summary>
    private static readonly NetworkCase Prepared = new(
        "Prepared", [16, 14, 13],
        "Conv(192, 3, Padding = 1), Relu, Conv(192, 3, Padding = 1, Bias = false), BatchNorm, Relu, Conv(192, 3, Padding = 1, Bias = false), BatchNorm, Relu, GlobalAvgPool, Dense(10)");

    private static readonly Lazy<GeneratedAssembly> Assembly = new(static () => GeneratedAssembly.Of("Threads", [.. Rows, Prepared]));

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnyNumberOfThreadsGivesTheSameBits(string name)
    {
        GeneratedNetwork network = Assembly.Value.Network(Rows.Single(row => row.Name == name));
        Assert.True(((IPredictionCode)network.Network).IsShared);
        var random = new Random(3);
        network.DrawParameters(random);
        const int most = 7;
        float[] input = Numbers.Uniform(random, most * network.InputLength);
        float[] expected = new float[most * network.OutputLength];
        using Workspace one = network.Network.CreateWorkspace();
        network.Network.Predict(input, expected, one);
        foreach (int threads in new[] { 2, 3, 5 })
        {
            using Workspace workspace = network.Network.CreateWorkspace(threads);
            foreach (int count in new[] { 1, 2, 3, 4, most })
            {
                float[] actual = new float[count * network.OutputLength];
                for (int round = 0; round < 3; round++)
                {
                    Array.Fill(actual, float.NaN);
                    network.Network.Predict(input.AsSpan(0, count * network.InputLength), actual, workspace);
                    AssertSameBits(expected, actual, $"{name}, {threads} threads, {count} pictures");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryInstructionSetIsShared(string name)
    {
        GeneratedNetwork network = Assembly.Value.Network(Rows.Single(row => row.Name == name));
        var random = new Random(4);
        network.DrawParameters(random);
        const int count = 2;
        float[] input = Numbers.Uniform(random, count * network.InputLength);
        using Workspace workspace = network.Network.CreateWorkspace();
        foreach (InstructionSet set in InstructionSet.Supported)
        {
            float[] expected = new float[count * network.OutputLength];
            network.Engine(set).Predict(input, expected, workspace);
            foreach (int threads in new[] { 2, 5 })
            {
                float[] actual = new float[expected.Length];
                using var pool = new WorkerPool(threads);
                pool.Run(new SharedPrediction(network, set, input, actual, workspace.Arena, count));
                AssertSameBits(expected, actual, $"{name}, {set}, {threads} threads");
            }
        }
    }

    [Fact]
    public void CallersShareANetworkAndItsThreads()
    {
        GeneratedNetwork network = Assembly.Value.Network(Rows[0]);
        network.DrawParameters(new Random(5));
        Type type = network.Type;
        type.GetProperty("Threads")!.SetValue(network.Network, 2);
        Assert.Equal(2, type.GetProperty("Threads")!.GetValue(network.Network));
        var predict = type.GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!.CreateDelegate<PredictMethod>(network.Network);
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 4 }, caller =>
        {
            float[] input = Numbers.Uniform(new Random(caller), 2 * network.InputLength), actual = new float[2 * network.OutputLength], expected = new float[actual.Length];
            using Workspace own = network.Network.CreateWorkspace();
            network.Network.Predict(input, expected, own);
            predict(input, actual);
            AssertSameBits(expected, actual, $"caller {caller}");
        });
    }

    /// <summary>Threads make parts of what is made of the weights as one thread does that goes from the last part to the first.</summary>
    [Fact]
    public void PreparationIsShared()
    {
        GeneratedNetwork network = Assembly.Value.Network(Prepared);
        var parts = (int)network.Type.GetField("PreparationParts", BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!;
        Assert.InRange(parts, 3, 5);
        float[] input = Numbers.Uniform(new Random(6), network.InputLength), expected = new float[network.OutputLength], actual = new float[network.OutputLength];
        using Workspace workspace = network.Network.CreateWorkspace();
        for (int round = 0; round < 5; round++)
        {
            network.DrawParameters(new Random(round));
            network.Engine(InstructionSet.Chosen).Predict(input, expected, workspace);
            network.Network.Predict(input, actual, workspace);
            AssertSameBits(expected, actual, $"round {round}");
        }
    }

    private delegate void PredictMethod(ReadOnlySpan<float> input, Span<float> output);

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.False(actual.Contains(float.NaN), $"{what}: not all outputs were written");
        Assert.True(MemoryMarshal.Cast<float, int>(actual).SequenceEqual(MemoryMarshal.Cast<float, int>(expected[..actual.Length])), $"{what}: other bits");
    }

    private sealed class SharedPrediction(GeneratedNetwork network, InstructionSet set, float[] input, float[] output, AlignedBuffer arena, int count) : TeamJob
    {
        private readonly Kernels kernels = network.Kernels(set);
        private readonly AlignedBuffer prepared = new(Kernels.PreparedLength(network.Network));

        public override void Execute(int rank, SpinBarrier barrier)
        {
            ref float weights = ref network.Network.Weights.Packed.Origin;
            if (rank == 0)
            {
                kernels.PreparePrediction(ref weights, ref prepared.Origin);
            }

            barrier.Wait(rank);
            kernels.PredictAsOneOf(ref input[0], ref output[0], ref arena.Origin, ref weights, ref prepared.Origin, count, new TeamWorker(barrier, rank));
        }
    }
}
