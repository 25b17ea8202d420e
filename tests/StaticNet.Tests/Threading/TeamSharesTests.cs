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

    /// <summary>Units that belong together stay so where they can be dealt out evenly, and else are dealt out one by one.</summary>
    [Theory]
    [InlineData(2, 56, 14, 14)]
    [InlineData(2, 55, 14, 14)]
    [InlineData(3, 56, 14, 1)]
    [InlineData(3, 60, 5, 5)]
    [InlineData(4, 3, 2, 1)]
    [InlineData(2, 7, 100, 1)]
    public void RunsAreOfGrainsWhereThatGivesNobodyMore(int workers, int units, int grain, int expected)
    {
        var shares = new TeamShares(workers);
        var bounds = new SortedSet<int> { 0, units };
        int done = 0;
        for (int rank = 0; rank < workers; rank++)
        {
            int step = shares.Begin(rank), other = 0;
            (int from, int to) = TeamShares.Own(units, grain, rank, workers);
            do
            {
                bounds.UnionWith([from, to]);
                done += to - from;
            }
            while (shares.TryTake(step, units, grain, rank, workers, beforeOwners: false, ref other, out from, out to));
        }

        Assert.Equal(units, done);
        Assert.All(bounds, bound => Assert.True(bound == units || bound % expected == 0, $"{bound} lies within a grain"));
        Assert.Equal(expected == 1, bounds.Any(bound => bound != units && bound % grain != 0));
    }

    [Fact]
    public void OneWorkerTakesAStepAtOnce()
    {
        var worker = new LoneWorker();
        for (int step = 0; step < 3; step++)
        {
            Assert.True(worker.Take(5, 1, out int from, out int to));
            Assert.Equal((0, 5), (from, to));
            Assert.False(worker.Take(5, 1, out _, out _));
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
        private readonly (int[] Counts, int Grain, bool WaitsBefore)[] steps;
        private readonly int[] seeds;

        public CountingJob(Random random, int workers)
        {
            steps = [.. Enumerable.Range(0, 60).Select(_ => (new int[random.Next(4) == 0 ? random.Next(workers + 2) : random.Next(200)], random.Next(2) == 0 ? 1 : random.Next(1, 40), random.Next(2) == 0))];
            seeds = [.. Enumerable.Range(0, workers).Select(_ => random.Next())];
        }

        public int FailingRank { get; init; } = -1;

        public override void Execute(int rank, SpinBarrier barrier)
        {
            var random = new Random(seeds[rank]);
            var worker = new TeamWorker(barrier, rank);
            foreach ((int[] counts, int grain, bool waits) in steps)
            {
                if (waits)
                {
                    worker.Wait();
                }

                while (worker.Take(counts.Length, grain, out int from, out int to))
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

            while (worker.Take(100, 1, out int from, out int to))
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
