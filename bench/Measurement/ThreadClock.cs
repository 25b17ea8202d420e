using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StaticNet.Measurement;

/// <summary>
/// Tells whether the scheduler took the thread away within a stretch of time: the processor time it got is then less than what passed.
/// Such a sample measures the neighbours.
/// </summary>
public readonly unsafe partial struct ThreadClock
{
    private const int ThreadProcessorTime = 3;

    // An interrupt now and then is part of any run; a time slice given to somebody else is not.
    private const double LeastShare = 0.97;

    private readonly long start;
    private readonly double processorStart;

    private ThreadClock(long start, double processorStart) => (this.start, this.processorStart) = (start, processorStart);

    /// <summary>Starts counting on the calling thread.</summary>
    public static ThreadClock Start() => new(Stopwatch.GetTimestamp(), ProcessorSeconds());

    /// <summary>Whether the thread waited for a processor since the start; false where the system cannot tell.</summary>
    public bool WasInterrupted => ProcessorSeconds() - processorStart < LeastShare * Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <summary>How long the thread had a processor since the start; where the system cannot tell, how long ago that was.</summary>
    public TimeSpan ProcessorTime => double.IsNaN(processorStart)
        ? Stopwatch.GetElapsedTime(start)
        : TimeSpan.FromSeconds(ProcessorSeconds() - processorStart);

    private static double ProcessorSeconds()
    {
        if (!OperatingSystem.IsLinux())
        {
            return double.NaN;
        }

        long* time = stackalloc long[2];
        return GetTime(ThreadProcessorTime, time) == 0 ? time[0] + time[1] * 1e-9 : double.NaN;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* secondsAndNanoseconds);
}
