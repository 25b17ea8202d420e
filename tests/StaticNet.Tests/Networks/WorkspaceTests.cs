using System.Collections.Concurrent;

namespace StaticNet.Tests.Networks;

public sealed class WorkspaceTests
{
    private const int Inputs = 1_000;
    private const int Outputs = 40;

    /// <summary>Shared pictures, whole pictures and both, in chunks and parts of chunks.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnyNumberOfThreadsGivesTheSameBits(bool isShared)
    {
        var network = new LinearNetwork(Inputs, Outputs, isShared: isShared);
        foreach (int threads in new[] { 1, 2, 3, 5, 11 })
        {
            using Workspace workspace = network.CreateWorkspace(threads);
            Assert.Equal(threads, workspace.Threads);
            foreach (int count in new[] { 0, 1, 2, 3, 4, 5, 9, 25, 26, 33 })
            {
                float[] inputs = TestData.Uniform(count * Inputs, count), outputs = new float[count * Outputs];
                network.Predict(inputs, outputs, workspace);
                Assert.Equal(OneByOne(network, inputs, count), outputs);
            }
        }
    }

    [Fact]
    public void EveryPictureIsDoneOnceAndThreadsAreBusy()
    {
        var phases = new BatchPhase[BatchDivision.MostPhases];
        foreach (bool isShared in new[] { false, true })
        {
            for (int threads = 2; threads <= 140; threads++)
            {
                for (int count = 1; count <= 300; count++)
                {
                    int used = BatchDivision.Of(count, threads, isShared, phases);
                    int next = 0;
                    foreach (BatchPhase phase in phases.AsSpan(0, used))
                    {
                        Assert.Equal(next, phase.First);
                        Assert.InRange(phase.TeamSize, 1, isShared ? threads : 1);
                        Assert.InRange(phase.Count, 1, count);
                        next += phase.Count;
                    }

                    Assert.Equal(count, next);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 2, "1 by teams of 2")]
    [InlineData(7, 2, "6 by teams of 1, 1 by teams of 2")]
    [InlineData(33, 5, "30 by teams of 1, 3 by teams of 5")]
    [InlineData(128, 128, "128 by teams of 1")]
    [InlineData(100, 200, "100 by teams of 2")]
    public void WholePicturesGoToThreadsAndTheRestToTeams(int count, int threads, string expected)
    {
        var phases = new BatchPhase[BatchDivision.MostPhases];
        int used = BatchDivision.Of(count, threads, isShared: true, phases);
        Assert.Equal(expected, string.Join(", ", phases.Take(used).Select(static phase => $"{phase.Count} by teams of {phase.TeamSize}")));
    }

    [Fact]
    public void PicturesThatAreTooLittleWorkStayOnOneThread()
    {
        var network = new LinearNetwork(20, 4);
        using Workspace workspace = network.CreateWorkspace(3);
        var threads = new ConcurrentBag<int>();
        network.OnPredict = _ => threads.Add(Environment.CurrentManagedThreadId);
        network.Predict(new float[9 * 20], new float[9 * 4], workspace);
        Assert.All(threads, static thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));

        network = new LinearNetwork(Inputs, Outputs) { OnPredict = network.OnPredict };
        threads.Clear();
        using Workspace large = network.CreateWorkspace(3);
        network.Predict(new float[30 * Inputs], new float[30 * Outputs], large);
        Assert.Equal(3, threads.Distinct().Count());
    }

    [Fact]
    public void CallersWithWorkspacesOfTheirOwnDoNotDisturbEachOther()
    {
        var network = new LinearNetwork(Inputs, Outputs, isShared: true);
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, caller =>
        {
            using Workspace workspace = network.CreateWorkspace(1 + (caller % 3));
            float[] inputs = TestData.Uniform(7 * Inputs, caller), outputs = new float[7 * Outputs], expected = OneByOne(network, inputs, 7);
            for (int round = 0; round < 20; round++)
            {
                Array.Clear(outputs);
                network.Predict(inputs, outputs, workspace);
                Assert.Equal(expected, outputs);
            }
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_025)]
    public void SaysHowManyThreadsThereMayBe(int threads)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new LinearNetwork(20, 4).CreateWorkspace(threads));
        Assert.Contains("1 to 1024, or 0 for as many as there are processors", error.Message, StringComparison.Ordinal);
        Assert.Equal("threads", error.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkspacePool { Threads = threads });
    }

    [Fact]
    public void NoThreadsMeansAllProcessors()
    {
        using Workspace workspace = new LinearNetwork(20, 4).CreateWorkspace(0);
        Assert.Equal(Environment.ProcessorCount, workspace.Threads);
    }

    [Fact]
    public void AWorkspaceServesOneCallAtATime()
    {
        var network = new LinearNetwork(20, 4);
        using Workspace workspace = network.CreateWorkspace();
        network.OnPredict = _ =>
        {
            network.OnPredict = null;
            Assert.Contains(
                "one of its own",
                Assert.Throws<InvalidOperationException>(() => network.Predict(new float[20], new float[4], workspace)).Message,
                StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(workspace.Dispose);
        };
        network.Predict(new float[20], new float[4], workspace);
        Assert.Null(network.OnPredict);
        network.Predict(new float[20], new float[4], workspace);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ADisposedWorkspaceSaysSo(int threads)
    {
        var network = new LinearNetwork(20, 4, isShared: true);
        Workspace workspace = network.CreateWorkspace(threads);
        network.Predict(new float[20], new float[4], workspace);
        workspace.Dispose();
        workspace.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Predict(new float[20], new float[4], workspace));
    }

    [Fact]
    public void AnotherNetworksWorkspaceIsRejected()
    {
        var network = new LinearNetwork(20, 4);
        using Workspace other = new LinearNetwork(20, 4).CreateWorkspace();
        Assert.Equal("workspace", Assert.Throws<ArgumentException>(() => network.Predict(new float[20], new float[4], other)).ParamName);
    }

    [Fact]
    public void WrongLengthsAreNamed()
    {
        var network = new LinearNetwork(20, 4);
        using Workspace workspace = network.CreateWorkspace();
        Assert.Contains(
            "takes n x 20 values and gives n x 4, but the input has 41 and the output 8",
            Assert.Throws<ArgumentException>(() => network.Predict(new float[41], new float[8], workspace)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Predict(new float[40], new float[9], workspace));
    }

    /// <summary>What a picture throws on whatever thread reaches the caller, and the workspace stays good.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PassesOnWhatIsThrown(int threads)
    {
        var network = new LinearNetwork(Inputs, Outputs, isShared: true);
        using Workspace workspace = network.CreateWorkspace(threads);
        float[] inputs = TestData.Uniform(5 * Inputs, 1), outputs = new float[5 * Outputs];
        int calls = 0;
        network.OnPredict = _ =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                throw new InvalidDataException("second");
            }
        };
        Assert.Equal("second", Assert.Throws<InvalidDataException>(() => network.Predict(inputs, outputs, workspace)).Message);
        network.OnPredict = null;
        network.Predict(inputs, outputs, workspace);
        Assert.Equal(OneByOne(network, inputs, 5), outputs);
    }

    /// <summary>The one who comes first gets the threads; whoever comes meanwhile gets the same outputs without them.</summary>
    [Fact]
    public void APoolServesAnyNumberOfCallers()
    {
        var network = new LinearNetwork(Inputs, Outputs, isShared: true);
        var pool = new WorkspacePool();
        Assert.Equal(1, pool.Threads);
        foreach (int threads in new[] { 2, 1, 3 })
        {
            pool.Threads = threads;
            Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 5 }, caller =>
            {
                float[] inputs = TestData.Uniform(3 * Inputs, caller), outputs = new float[3 * Outputs];
                pool.Predict(network, inputs, outputs);
                Assert.Equal(OneByOne(network, inputs, 3), outputs);
            });
        }

        Assert.Throws<ArgumentException>(() => pool.Predict(network, new float[5], new float[1]));
        pool.Predict(network, new float[Inputs], new float[Outputs]);
    }

    private static float[] OneByOne(LinearNetwork network, float[] inputs, int count)
    {
        using Workspace workspace = network.CreateWorkspace();
        float[] outputs = new float[count * Outputs];
        for (int n = 0; n < count; n++)
        {
            network.Predict(inputs.AsSpan(n * Inputs, Inputs), outputs.AsSpan(n * Outputs, Outputs), workspace);
        }

        return outputs;
    }
}
