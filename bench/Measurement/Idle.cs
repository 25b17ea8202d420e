using System.Diagnostics;

namespace StaticNet.Measurement;

/// <summary>Waits for threads of this process that still watch for work after their last: they would take a processor from what is timed next.</summary>
public static class Idle
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(4), MostBusy = TimeSpan.FromMilliseconds(0.4), MostTime = TimeSpan.FromSeconds(2);

    /// <summary>Returns when the process has hardly computed for some milliseconds, or after two seconds.</summary>
    public static void Wait()
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan busy;
        do
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(Window);
            busy = Environment.CpuUsage.TotalTime - before;
        }
        while (busy > MostBusy && Stopwatch.GetElapsedTime(start) < MostTime);
    }
}
