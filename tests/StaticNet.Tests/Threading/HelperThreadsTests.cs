using StaticNet.Threading;

namespace StaticNet.Tests.Threading;

public class HelperThreadsTests
{
    [Fact]
    public void EveryThreadRunsTheWorkOnce()
    {
        int calls = 0;
        var threads = new HashSet<int>();
        HelperThreads.Run(() =>
        {
            Interlocked.Increment(ref calls);
            lock (threads)
            {
                threads.Add(Environment.CurrentManagedThreadId);
            }
        });
        Assert.Equal(Math.Min(4, Environment.ProcessorCount), calls);
        Assert.Equal(calls, threads.Count);
        Assert.Contains(Environment.CurrentManagedThreadId, threads);
    }

    /// <summary>All threads have ended when the first failure is thrown.</summary>
    [Fact]
    public void AFailureIsThrownWhenAllAreThrough()
    {
        int ended = 0;
        var error = Assert.Throws<InvalidDataException>(() => HelperThreads.Run(() =>
        {
            Thread.Sleep(Random.Shared.Next(3));
            Interlocked.Increment(ref ended);
            throw new InvalidDataException("broken");
        }));
        Assert.Equal("broken", error.Message);
        Assert.Equal(Math.Min(4, Environment.ProcessorCount), ended);
    }

    [Fact]
    public void PartsAreMadeOnceEach()
    {
        int[] made = new int[1_000];
        new PreparedWeights(0).Make(made.Length, part => Interlocked.Increment(ref made[part]));
        Assert.All(made, static count => Assert.Equal(1, count));
    }
}
