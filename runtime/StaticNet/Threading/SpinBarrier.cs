using System.Runtime.InteropServices;

namespace StaticNet.Threading;

/// <summary>
/// A point that no worker of a team passes before all have reached it. Made for waits well below a microsecond: who comes early watches a
/// counter, and gives its processor away only when that takes long.
/// </summary>
/// <param name="count">Workers of the team.</param>
/// <param name="placement">Where the crew's threads run.</param>
/// <param name="crew">For a team that is a part of a larger one, the barrier of that: when it is broken, so is this.</param>
internal sealed class SpinBarrier(int count, Placement placement, SpinBarrier? crew = null)
{
    private readonly int spins = Spinning.RoundsFor(crew?.Count ?? count);
    private Counters counters;
    private int first;

    /// <summary>How the team divides its work.</summary>
    public TeamShares Shares { get; } = new(count);

    /// <summary>Workers of the team. To be changed by <see cref="Reset"/> alone.</summary>
    public int Count { get; private set; } = count;

    /// <summary>Returns when all workers have called this as often as the caller; what they wrote before is then seen by all.</summary>
    /// <param name="rank">Which worker of the team the caller is.</param>
    /// <exception cref="TeamBrokenException">Another worker failed and will not come.</exception>
    public void Wait(int rank)
    {
        placement.Settle(first + rank);

        // Read before arriving: nobody can begin the next phase without the caller.
        int phase = Volatile.Read(ref counters.Phase);
        if (Interlocked.Increment(ref counters.Arrived) == Count)
        {
            counters.Arrived = 0;
            Volatile.Write(ref counters.Phase, phase + 1);
            return;
        }

        for (int round = 0; Volatile.Read(ref counters.Phase) == phase; round++)
        {
            if (round < spins)
            {
                Spinning.Pause(round, placement, first + rank);
            }
            else if (IsBroken || crew is { IsBroken: true })
            {
                throw new TeamBrokenException();
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private bool IsBroken => Volatile.Read(ref counters.Broken) != 0;

    /// <summary>Makes it the barrier of another team. Nobody may be at it.</summary>
    /// <param name="worker">The number in the crew of the team's first worker; the others follow it.</param>
    /// <param name="count">Workers of the team.</param>
    public void Reset(int worker, int count)
    {
        (first, Count) = (worker, count);
        counters.Arrived = 0;
        Shares.Reset(count);
    }

    /// <summary>Lets nobody wait for a worker that has failed.</summary>
    public void Break() => Volatile.Write(ref counters.Broken, 1);

    /// <summary>Makes the barrier good again when no worker is at it any more.</summary>
    public void Mend()
    {
        (counters.Arrived, counters.Broken) = (0, 0);
        Shares.Reset(Count);
    }

    /// <summary>
    /// Each on cache lines of its own (processors fetch lines in pairs): those who watch the phase are not disturbed by those who arrive.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * 128)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Arrived;

        [FieldOffset(2 * 128)]
        public int Phase;

        [FieldOffset((2 * 128) + 4)]
        public int Broken;
    }
}

/// <summary>Ends the part of a worker whose team has lost another one. The pool takes it back; the other's own exception is what is thrown.</summary>
internal sealed class TeamBrokenException() : Exception("Another thread of the team failed.");
