using StaticNet.Threading;

namespace StaticNet.Tests.Threading;

public sealed class TeamSharesTests
{
    /// <summary>Steps of any length, behind a barrier or not, with workers that dawdle here and there.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryUnitIsDoneOnce(int workers)
    {
        using var pool = new WorkerPool(workers);
        for (int run = 0; run < 20; run++)
        {
            var job = new CountingJob(new Random(run), workers);
            pool.Run(job);
            job.AssertAllDoneOnce();
        }
    }

    /// <summary>Who is held up in its own units, or before it begins, finds the rest of its run done.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PartsOfASlowWorkerAreTaken(bool hasBegun)
    {
        using var pool = new WorkerPool(2);
        for (int run = 0; run < 10; run++)
        {
            var job = new SlowWorkerJob(hasBegun);
            pool.Run(job);
            Assert.Equal(Enumerable.Range(0, 50).Concat(Enumerable.Range(75, 25)), job.Units[0].Order());
            Assert.Equal(Enumerable.Range(50, 25), job.Units[1].Order());
        }
    }

    [Fact]
    public void OneWorkerTakesAStepAtOnce()
    {
        var worker = new LoneWorker();
        for (int step = 0; step < 3; step++)
        {
            Assert.True(worker.Take(5, out int from, out int to));
            Assert.Equal((0, 5), (from, to));
            Assert.False(worker.Take(5, out _, out _));
        }
    }

    /// <summary>After a failure workers have begun different numbers of steps; the next job begins anew.</summary>
    [Fact]
    public void AFailureLeavesNothingBehind()
    {
        using var pool = new WorkerPool(3);
        for (int run = 0; run < 20; run++)
        {
            Assert.Throws<InvalidDataException>(() => pool.Run(new CountingJob(new Random(run), 3) { FailingRank = run % 3 }));
            var job = new CountingJob(new Random(run), 3);
            pool.Run(job);
            job.AssertAllDoneOnce();
        }
    }

    private sealed class CountingJob : TeamJob
    {
        private readonly (int[] Counts, bool WaitsBefore)[] steps;
        private readonly int[] seeds;

        public CountingJob(Random random, int workers)
        {
            steps = [.. Enumerable.Range(0, 60).Select(_ => (new int[random.Next(4) == 0 ? random.Next(workers + 2) : random.Next(200)], random.Next(2) == 0))];
            seeds = [.. Enumerable.Range(0, workers).Select(_ => random.Next())];
        }

        public int FailingRank { get; init; } = -1;

        public override void Execute(int rank, SpinBarrier barrier)
        {
            var random = new Random(seeds[rank]);
            var worker = new TeamWorker(barrier, rank);
            foreach ((int[] counts, bool waits) in steps)
            {
                if (waits)
                {
                    worker.Wait();
                }

                while (worker.Take(counts.Length, out int from, out int to))
                {
                    if (random.Next(200) == 0)
                    {
                        Thread.Sleep(1);
                        if (rank == FailingRank)
                        {
                            throw new InvalidDataException();
                        }
                    }

                    for (int unit = from; unit < to; unit++)
                    {
                        Interlocked.Increment(ref counts[unit]);
                    }
                }
            }

            if (rank == FailingRank)
            {
                throw new InvalidDataException();
            }
        }

        public void AssertAllDoneOnce() => Assert.All(steps, static step => Assert.All(step.Counts, static count => Assert.Equal(1, count)));
    }

    /// <summary>A hundred units for two: the second waits until the first finds no more to do.</summary>
    private sealed class SlowWorkerJob(bool hasBegun) : TeamJob
    {
        private readonly ManualResetEventSlim isThrough = new();

        public List<int>[] Units { get; } = [[], []];

        public override void Execute(int rank, SpinBarrier barrier)
        {
            var worker = new TeamWorker(barrier, rank);
            worker.Wait();
            if (rank == 1 && !hasBegun)
            {
                isThrough.Wait();
            }

            while (worker.Take(100, out int from, out int to))
            {
                if (rank == 1)
                {
                    isThrough.Wait();
                }

                Units[rank].AddRange(Enumerable.Range(from, to - from));
            }

            if (rank == 0)
            {
                isThrough.Set();
            }
        }
    }
}
