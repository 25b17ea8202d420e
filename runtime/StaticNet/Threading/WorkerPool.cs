namespace StaticNet.Threading;

/// <summary>
/// Threads that wait for work close at hand: they watch a counter for a while, then go to sleep. A hot hand-over takes
/// well under a microsecond, where waking a sleeping thread takes tens. The calling thread is one of the workers.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // The threads know the crew and not the pool: a pool that is forgotten is collected, and its threads end.
    private readonly WorkerCrew? crew;

    /// <summary>A pool.</summary>
    /// <param name="count">Workers, the caller of <see cref="Run(ParallelJob, int)"/> among them.</param>
    public WorkerPool(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        if (count == 1)
        {
            GC.SuppressFinalize(this);
        }
        else
        {
            crew = new(count);
        }
    }

    ~WorkerPool() => crew?.Stop();

    /// <summary>Workers, the caller of <see cref="Run(ParallelJob, int)"/> among them.</summary>
    public int Count { get; }

    private WorkerCrew Crew => crew ?? throw new InvalidOperationException("A pool of one worker has no team.");

    /// <summary>
    /// Does all items of a job and returns when they are done. One caller at a time. Allocates nothing.
    /// </summary>
    /// <exception cref="Exception">
    /// Whatever the first item to fail threw; the items not yet begun are left out.
    /// </exception>
    public void Run(ParallelJob job, int items)
    {
        if (crew is not null && items > 1)
        {
            crew.Run(job, items);
            GC.KeepAlive(this);
            return;
        }

        for (int item = 0; item < items; item++)
        {
            job.Execute(0, item);
        }
    }

    /// <summary>A barrier for some of the workers, to be used in a job that all run.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">There is one worker: nobody to wait for.</exception>
    public SpinBarrier CreateBarrier(int count) => Crew.CreateBarrier(count);

    /// <summary>
    /// Runs a program on all workers at once and returns when all are through. One caller at a time. Allocates nothing.
    /// </summary>
    /// <exception cref="Exception">Whatever the first worker to fail threw; the others leave the program at their next barrier.</exception>
    /// <exception cref="InvalidOperationException">There is one worker: nobody to wait for.</exception>
    public void Run(TeamJob job)
    {
        Crew.Run(job);
        GC.KeepAlive(this);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        crew?.Stop();
        crew?.Join();
        GC.SuppressFinalize(this);
    }
}
