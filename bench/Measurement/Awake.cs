using System.ComponentModel;
using System.Diagnostics;

namespace StaticNet.Measurement;

/// <summary>
/// Keeps the processors that this thread may use from sleeping until disposed, by processes that run only where nobody else wants to (SCHED_IDLE). The host of a
/// virtual machine looks for a place anew for each processor that wakes, and often puts two of them on one core: two threads then reach together what one does
/// alone, for a second or two. Processors that never sleep stay apart. Needs Linux and util-linux; without, nothing is done.
/// </summary>
public sealed class Awake : IDisposable
{
    private readonly List<Process> processes = [];

    private Awake()
    {
    }

    /// <summary>Begins.</summary>
    public static Awake Keep()
    {
        var awake = new Awake();
        foreach (int processor in Affinity.Allowed)
        {
            // It ends by itself, should this process end without having ended it.
            string work = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";
            try
            {
                awake.processes.Add(Process.Start("chrt", ["--idle", "0", "taskset", "--cpu-list", $"{processor}", "sh", "-c", work]));
            }
            catch (Win32Exception)
            {
                return awake;
            }
        }

        return awake;
    }

    /// <summary>Ends the processes.</summary>
    public void Dispose()
    {
        foreach (Process process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
