using StaticNet.Threading;

namespace StaticNet.Tests.Threading;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void DoesEveryItemOnce(int workers)
    {
        using var pool = new WorkerPool(workers);
        var job = new CountingJob(50);
        for (int round = 1; round <= 2_000; round++)
        {
            int items = round % 51;
            Array.Clear(job.Counts);
            pool.Run(job, items);
            for (int i = 0; i < 50; i++)
            {
                Assert.Equal(i < items ? 1 : 0, job.Counts[i]);
            }
        }
    }

    [Fact]
    public void WakesThreadsThatWentToSleep()
    {
        using var pool = new WorkerPool(3);
        var job = new CountingJob(6);
        for (int round = 1; round <= 5; round++)
        {
            Thread.Sleep(20);
            pool.Run(job, 6);
            Assert.All(job.Counts, count => Assert.Equal(round, count));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PassesOnWhatAnItemThrows(int workers)
    {
        using var pool = new WorkerPool(workers);
        var failing = new FailingJob();
        Assert.Equal("item 3", Assert.Throws<InvalidDataException>(() => pool.Run(failing, 8)).Message);
        var job = new CountingJob(8);
        pool.Run(job, 8);
        Assert.All(job.Counts, static count => Assert.Equal(1, count));
    }

    private sealed class CountingJob(int items) : ParallelJob
    {
        public int[] Counts { get; } = new int[items];

        public override void Execute(int worker, int item) => Interlocked.Increment(ref Counts[item]);
    }

    private sealed class FailingJob : ParallelJob
    {
        public override void Execute(int worker, int item)
        {
            if (item == 3)
            {
                throw new InvalidDataException("item 3");
            }
        }
    }
}
