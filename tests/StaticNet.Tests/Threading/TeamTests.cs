using StaticNet.Threading;

namespace StaticNet.Tests.Threading;

public sealed class TeamTests
{
    /// <summary>More workers than this machine may have processors, too: then they must give way to each other.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    public void NobodyPassesABarrierBeforeAllHaveReachedIt(int workers)
    {
        using var pool = new WorkerPool(workers);
        var job = new PhasesJob(workers, phases: workers > 2 ? 200 : 5_000);
        for (int run = 0; run < 20; run++)
        {
            pool.Run(job);
        }

        Assert.Equal(0, job.Early);
        Assert.All(job.Runs, static runs => Assert.Equal(20, runs));
    }

    [Fact]
    public void SleepersTakePart()
    {
        using var pool = new WorkerPool(3);
        var job = new PhasesJob(3, phases: 3);
        for (int run = 0; run < 5; run++)
        {
            Thread.Sleep(20);
            pool.Run(job);
        }

        Assert.Equal(0, job.Early);
        Assert.All(job.Runs, static runs => Assert.Equal(5, runs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void AFailureFreesThoseWhoWaitAndIsPassedOn(int failing)
    {
        using var pool = new WorkerPool(3);
        for (int run = 0; run < 3; run++)
        {
            var job = new FailingJob(failing);
            Assert.Equal($"rank {failing}", Assert.Throws<InvalidDataException>(() => pool.Run(job)).Message);
            Assert.Equal(0, job.Passed);

            // Nothing of it is left behind.
            var good = new PhasesJob(3, phases: 50);
            pool.Run(good);
            Assert.Equal(0, good.Early);
            Assert.All(good.Runs, static runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public void TeamsAndItemsTakeTurns()
    {
        using var pool = new WorkerPool(2);
        var team = new PhasesJob(2, phases: 3);
        var items = new ItemsJob(7);
        for (int run = 1; run <= 1_000; run++)
        {
            pool.Run(team);
            pool.Run(items, 7);
            Assert.All(items.Counts, count => Assert.Equal(run, count));
        }

        Assert.Equal(0, team.Early);
        Assert.All(team.Runs, static runs => Assert.Equal(1_000, runs));
    }

    [Fact]
    public void OneWorkerIsNoTeam()
    {
        using var pool = new WorkerPool(1);
        Assert.Contains("one worker", Assert.Throws<InvalidOperationException>(() => pool.Run(new PhasesJob(1, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThreadsOfAForgottenPoolEnd()
    {
        Thread[] threads = Forget();
        for (int attempt = 0; attempt < 200 && threads.Any(static thread => thread.IsAlive); attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.All(threads, static thread => Assert.False(thread.IsAlive));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static Thread[] Forget()
    {
        var job = new ThreadsJob(3);
        new WorkerPool(3).Run(job);
        Assert.Equal(3, job.Threads.Distinct().Count());
        return [.. job.Threads.Where(static thread => thread != Thread.CurrentThread)];
    }

    /// <summary>In every phase each worker writes its number and then looks for the others'.</summary>
    private sealed class PhasesJob(int workers, int phases) : TeamJob
    {
        private readonly int[] written = new int[workers];
        private int early;

        public int Early => early;

        public int[] Runs { get; } = new int[workers];

        public override void Execute(int rank, SpinBarrier barrier)
        {
            Runs[rank]++;
            for (int phase = 1; phase <= phases; phase++)
            {
                // Plain writes and reads: the barrier is what orders them.
                written[rank] = phase;
                barrier.Wait(rank);
                foreach (int other in written)
                {
                    if (other != phase)
                    {
                        Interlocked.Increment(ref early);
                    }
                }

                barrier.Wait(rank);
            }

            written[rank] = 0;
            barrier.Wait(rank);
        }
    }

    private sealed class FailingJob(int failing) : TeamJob
    {
        private int passed;

        public int Passed => passed;

        public override void Execute(int rank, SpinBarrier barrier)
        {
            barrier.Wait(rank);
            if (rank == failing)
            {
                throw new InvalidDataException($"rank {rank}");
            }

            barrier.Wait(rank);
            Interlocked.Increment(ref passed);
        }
    }

    private sealed class ItemsJob(int items) : ParallelJob
    {
        public int[] Counts { get; } = new int[items];

        public override void Execute(int worker, int item) => Interlocked.Increment(ref Counts[item]);
    }

    private sealed class ThreadsJob(int workers) : TeamJob
    {
        public Thread[] Threads { get; } = new Thread[workers];

        public override void Execute(int rank, SpinBarrier barrier) => Threads[rank] = Thread.CurrentThread;
    }
}
