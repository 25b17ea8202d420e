using System.Runtime.InteropServices;

namespace StaticNet.Threading;

/// <summary>
/// On which processors the threads of a crew run. Linux likes to wake a thread on the processor of whoever wakes it, which is going to
/// be busy: two threads that share a picture would then take turns there, and wait for each other, until the scheduler looks again after some
/// milliseconds, the time of several predictions. It may also put two on one processor later, and leave them there as long as neither
/// sleeps. So a thread looks when it has been woken, and when it has waited for long. Other systems choose an idle processor.
/// </summary>
/// <param name="workers">Threads of the crew, the caller among them.</param>
internal sealed partial class Placement(int workers)
{
    /// <summary>Processors that a mask of the system has room for.</summary>
    private const int MaskBits = 1024;

    private readonly int[] processors = [.. Enumerable.Repeat(-1, workers)];

    /// <summary>Where each worker was last, -1 where that is not known.</summary>
    public int[] Processors => [.. processors];

    /// <summary>Says where a thread is that is at work. That costs a few nanoseconds, and others nothing while it stays there.</summary>
    /// <param name="worker">Its number.</param>
    public void Settle(int worker)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int processor = CurrentProcessor();
        if (Volatile.Read(ref processors[worker]) != processor)
        {
            Volatile.Write(ref processors[worker], processor);
        }
    }

    /// <summary>Has a thread move to another processor, if it stands on one where another of the crew was last.</summary>
    /// <param name="worker">Its number.</param>
    public void Part(int worker)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        if (IsTaken(CurrentProcessor(), worker))
        {
            MoveAway(worker);
        }

        Settle(worker);
    }

    private bool IsTaken(int processor, int worker)
    {
        for (int other = 0; other < processors.Length; other++)
        {
            if (other != worker && Volatile.Read(ref processors[other]) == processor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forbids itself the processors that are taken, which moves the thread at once, and allows them again.</summary>
    private unsafe void MoveAway(int worker)
    {
        const int bytes = MaskBits / 8;
        byte* allowed = stackalloc byte[bytes], free = stackalloc byte[bytes];
        if (GetAffinity(0, bytes, allowed) < 0)
        {
            return;
        }

        bool any = false;
        for (int i = 0; i < bytes; i++)
        {
            free[i] = allowed[i];
            for (int bit = 0; bit < 8 && allowed[i] != 0; bit++)
            {
                if (IsTaken((8 * i) + bit, worker))
                {
                    free[i] &= (byte)~(1 << bit);
                }
            }

            any |= free[i] != 0;
        }

        if (any && SetAffinity(0, bytes, free) == 0)
        {
            _ = SetAffinity(0, bytes, allowed);
        }
    }

    /// <summary>sched_getcpu(3). The framework's own answer may be one that it keeps for a while.</summary>
    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    private static partial int CurrentProcessor();

    /// <summary>sched_getaffinity(2) of the calling thread: negative where it fails.</summary>
    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static unsafe partial int GetAffinity(int thread, nuint bytes, byte* mask);

    /// <summary>sched_setaffinity(2) of the calling thread: 0 where it succeeds.</summary>
    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static unsafe partial int SetAffinity(int thread, nuint bytes, byte* mask);
}
