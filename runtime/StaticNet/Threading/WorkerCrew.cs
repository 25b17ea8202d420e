using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace StaticNet.Threading;

/// <summary>The threads of a <see cref="WorkerPool"/> and what passes between them and the caller.</summary>
internal sealed class WorkerCrew
{
    private readonly object gate = new();
    private readonly Thread[] threads;
    private readonly SpinBarrier barrier;
    private readonly Placement placement;
    private readonly int spins;
    private ParallelJob? job;
    private TeamJob? teamJob;
    private ExceptionDispatchInfo? failure;
    private int items;
    private Counters counters;
    private bool stopping;

    /// <param name="count">Workers, the caller among them.</param>
    public WorkerCrew(int count)
    {
        placement = new(count);
        barrier = new(count, placement);
        spins = Spinning.RoundsFor(count);
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"StaticNet worker {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>A barrier for some of the workers, to be used in a job that all run.</summary>
    /// <param name="count">How many.</param>
    public SpinBarrier CreateBarrier(int count) => new(count, placement, barrier);

    public void Run(ParallelJob job, int items)
    {
        this.job = job;
        this.items = items;
        counters.Next = 0;
        Fork();
        this.job = null;
        Rethrow();
    }

    public void Run(TeamJob job)
    {
        teamJob = job;
        Fork();
        teamJob = null;
        Rethrow();
    }

    /// <summary>Tells the threads to end.</summary>
    public void Stop()
    {
        if (!stopping)
        {
            stopping = true;
            Release();
        }
    }

    /// <summary>Waits until they have.</summary>
    public void Join()
    {
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    /// <summary>Has all workers work, the caller as number 0, and waits for the last.</summary>
    private void Fork()
    {
        counters.Working = threads.Length;
        placement.Settle(0);
        Release();
        Work(0);
        for (int round = 0; Volatile.Read(ref counters.Working) > 0; round++)
        {
            if (round < spins)
            {
                Spinning.Pause(round, placement, 0);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private void Rethrow()
    {
        if (failure is { } error)
        {
            failure = null;
            barrier.Mend();
            error.Throw();
        }
    }

    private void Release()
    {
        // A full fence between the new generation and the look at sleepers; Sleep has its counterpart. Either the
        // sleeper is counted here, or it sees the new generation before it sleeps.
        Interlocked.Increment(ref counters.Generation);
        if (Volatile.Read(ref counters.Sleeping) > 0)
        {
            lock (gate)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Serve(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int round = 0; Volatile.Read(ref counters.Generation) == seen; round++)
            {
                if (round < spins)
                {
                    Spinning.Pause(round, placement, worker);
                }
                else
                {
                    Sleep(seen);
                    placement.Part(worker);
                }
            }

            seen++;
            if (stopping)
            {
                return;
            }

            placement.Settle(worker);
            Work(worker);
            Interlocked.Decrement(ref counters.Working);
        }
    }

    private void Sleep(int seen)
    {
        lock (gate)
        {
            Interlocked.Increment(ref counters.Sleeping);
            while (Volatile.Read(ref counters.Generation) == seen)
            {
                Monitor.Wait(gate);
            }

            Interlocked.Decrement(ref counters.Sleeping);
        }
    }

    private void Work(int worker)
    {
        try
        {
            if (teamJob is { } team)
            {
                team.Execute(worker, barrier);
                return;
            }

            while (true)
            {
                int item = Interlocked.Increment(ref counters.Next) - 1;
                if (item >= items)
                {
                    return;
                }

                job!.Execute(worker, item);
            }
        }
        catch (TeamBrokenException)
        {
            // Who broke it has said why.
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            Volatile.Write(ref counters.Next, items);
            barrier.Break();
        }
    }

    /// <summary>Apart by two cache lines, since processors fetch them in pairs: watching one is not disturbed by writes to another.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 5 * 128)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Generation;

        [FieldOffset(128 + 4)]
        public int Sleeping;

        [FieldOffset(2 * 128)]
        public int Working;

        [FieldOffset(3 * 128)]
        public int Next;
    }
}
