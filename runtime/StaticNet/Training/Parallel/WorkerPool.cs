using System.Runtime.ExceptionServices;

namespace StaticNet.Training;

/// <summary>
/// Threads that wait for work close at hand: they watch a counter for a while, then go to sleep. A hot hand-over takes
/// well under a microsecond, where waking a sleeping thread takes tens. The calling thread is one of the workers.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>
    /// Rounds of watching before sleep: some 100 microseconds, several times what lies between two parts of a step.
    /// </summary>
    private const int SpinRounds = 400;
    private const int SpinsPerRound = 10;

    private readonly object gate = new();
    private readonly Thread[] threads;
    private ParallelJob? job;
    private ExceptionDispatchInfo? failure;
    private int items;
    private int next;
    private int generation;
    private int working;
    private int sleeping;
    private bool stopping;

    /// <summary>A pool.</summary>
    /// <param name="count">Workers, the caller of <see cref="Run"/> among them.</param>
    public WorkerPool(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"StaticNet worker {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>Workers, the caller of <see cref="Run"/> among them.</summary>
    public int Count { get; }

    /// <summary>
    /// Does all items of a job and returns when they are done. One caller at a time. Allocates nothing.
    /// </summary>
    /// <exception cref="Exception">
    /// Whatever the first item to fail threw; the items not yet begun are left out.
    /// </exception>
    public void Run(ParallelJob job, int items)
    {
        if (threads.Length == 0 || items <= 1)
        {
            for (int item = 0; item < items; item++)
            {
                job.Execute(0, item);
            }

            return;
        }

        this.job = job;
        this.items = items;
        next = 0;
        working = threads.Length;
        Release();
        Work(0);
        Join();
        this.job = null;
        if (failure is { } error)
        {
            failure = null;
            error.Throw();
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (stopping)
        {
            return;
        }

        stopping = true;
        Release();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private void Release()
    {
        // A full fence between the new generation and the look at sleepers; Sleep has its counterpart. Either the
        // sleeper is counted here, or it sees the new generation before it sleeps.
        Interlocked.Increment(ref generation);
        if (Volatile.Read(ref sleeping) > 0)
        {
            lock (gate)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Join()
    {
        for (int round = 0; Volatile.Read(ref working) > 0; round++)
        {
            if (round < SpinRounds)
            {
                Thread.SpinWait(SpinsPerRound);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private void Serve(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int round = 0; Volatile.Read(ref generation) == seen; round++)
            {
                if (round < SpinRounds)
                {
                    Thread.SpinWait(SpinsPerRound);
                }
                else
                {
                    Sleep(seen);
                }
            }

            seen++;
            if (stopping)
            {
                return;
            }

            Work(worker);
            Interlocked.Decrement(ref working);
        }
    }

    private void Sleep(int seen)
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleeping);
            while (Volatile.Read(ref generation) == seen)
            {
                Monitor.Wait(gate);
            }

            Interlocked.Decrement(ref sleeping);
        }
    }

    private void Work(int worker)
    {
        try
        {
            while (true)
            {
                int item = Interlocked.Increment(ref next) - 1;
                if (item >= items)
                {
                    return;
                }

                job!.Execute(worker, item);
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            Volatile.Write(ref next, items);
        }
    }
}
