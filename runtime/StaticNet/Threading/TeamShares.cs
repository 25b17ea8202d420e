using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace StaticNet.Threading;

/// <summary>
/// How a team divides the units of a step. Each worker has a run of neighbouring units, as equal as whole units can be. The first half
/// of it is its own; the rest lies in a few parts, which those may take who are through with theirs: processors are not equally fast, some
/// by design, and the system lends one to somebody else for a moment.
/// </summary>
internal sealed class TeamShares
{
    private const int MostParts = 4;

    /// <summary>Others whose parts a worker looks at when it is through: to look at all of a large team would take longer than a part.</summary>
    private const int MostOthers = 3;

    /// <summary>In place of a number of parts taken: all of them.</summary>
    private const int All = int.MaxValue;

    private Slot[] slots;

    /// <param name="workers">Workers of the team.</param>
    public TeamShares(int workers) => Reset(workers);

    /// <summary>Begins anew with another team, or after a worker has failed. Nobody may be at a step.</summary>
    [MemberNotNull(nameof(slots))]
    public void Reset(int workers)
    {
        if (slots is null || slots.Length < workers)
        {
            slots = new Slot[workers];
        }

        foreach (ref Slot slot in slots.AsSpan())
        {
            slot = new Slot { Taken = Pack(0, All) };
        }
    }

    /// <summary>The number of the step that a worker begins: all workers come to the same steps in the same order.</summary>
    /// <param name="rank">The worker.</param>
    public int Begin(int rank)
    {
        ref Slot slot = ref slots[rank];
        int step = ++slot.Step;

        // Another worker may have taken parts of it already.
        long seen = Volatile.Read(ref slot.Taken);
        if (StepOf(seen) != step)
        {
            Interlocked.CompareExchange(ref slot.Taken, Pack(step, 0), seen);
        }

        return step;
    }

    /// <summary>The units that a worker does without asking anybody; perhaps none.</summary>
    public static (int From, int To) Own(int units, int grain, int rank, int workers)
    {
        int together = Together(units, grain, workers);
        (int from, int to, int shared, _) = Run(units, grain, together, rank, workers);
        return (from * together, Math.Min(units, (to - shared) * together));
    }

    /// <summary>The next part of a step's units for a worker that has done its own: of its own run, then of others'. False if there is none.</summary>
    /// <param name="step">What <see cref="Begin"/> gave the worker.</param>
    /// <param name="units">Units of the step.</param>
    /// <param name="grain">Units that are better done together.</param>
    /// <param name="rank">The worker.</param>
    /// <param name="workers">Workers of the team.</param>
    /// <param name="beforeOwners">
    /// Whether parts may be taken from one that has not begun the step: only if it is through with all steps before, as behind a barrier.
    /// </param>
    /// <param name="other">Whose run is looked at, counted from the worker's own; 0 at first.</param>
    /// <param name="from">The part's first unit.</param>
    /// <param name="to">The unit behind its last.</param>
    public bool TryTake(int step, int units, int grain, int rank, int workers, bool beforeOwners, ref int other, out int from, out int to)
    {
        int together = Together(units, grain, workers);
        for (; other < workers && other <= MostOthers; other++)
        {
            int owner = rank + other < workers ? rank + other : rank + other - workers;
            (_, int end, int shared, int parts) = Run(units, grain, together, owner, workers);
            int part = parts == 0 ? -1 : Take(ref slots[owner].Taken, step, parts, beforeOwners);
            if (part >= 0)
            {
                (from, to) = ((end - shared + (shared * part / parts)) * together, Math.Min(units, (end - shared + (shared * (part + 1) / parts)) * together));
                return true;
            }
        }

        (from, to) = (0, 0);
        return false;
    }

    /// <summary>The number of a part that nobody else has taken, or -1.</summary>
    private static int Take(ref long taken, int step, int parts, bool beforeOwner)
    {
        while (true)
        {
            long seen = Volatile.Read(ref taken);
            int part = (int)seen;
            if (StepOf(seen) != step)
            {
                // The owner is further, or is not here yet.
                if (!beforeOwner || step - StepOf(seen) < 0)
                {
                    return -1;
                }

                part = 0;
            }

            if (part == All)
            {
                return -1;
            }

            if (Interlocked.CompareExchange(ref taken, Pack(step, part + 1 == parts ? All : part + 1), seen) == seen)
            {
                return part;
            }
        }
    }

    /// <summary>How many units are dealt out together: a grain, unless the longest run would then be longer.</summary>
    private static int Together(int units, int grain, int workers)
    {
        int grains = (units + grain - 1) / grain;
        return (grains + workers - 1) / workers * grain <= (units + workers - 1) / workers ? grain : 1;
    }

    /// <summary>
    /// A worker's run, how much at its end others may take, and in how many parts, counted in so many units. Of a run that does not consist of grains as much is
    /// given away as some are long: shorter calls would take longer than waiting.
    /// </summary>
    private static (int From, int To, int Shared, int Parts) Run(int units, int grain, int together, int rank, int workers)
    {
        int count = (units + together - 1) / together;
        int from = (int)((long)count * rank / workers), to = (int)((long)count * (rank + 1) / workers);
        int least = together == 1 ? grain : 1, parts = (to - from) / 2 / least;
        return (from, to, parts * least, Math.Min(parts, MostParts));
    }

    private static long Pack(int step, int taken) => ((long)step << 32) | (uint)taken;

    private static int StepOf(long packed) => (int)(packed >> 32);

    /// <summary>A worker's, on cache lines of its own: processors fetch lines in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Slot
    {
        /// <summary>The step of which parts have been taken, and how many.</summary>
        [FieldOffset(0)]
        public long Taken;

        /// <summary>The step that the worker began last.</summary>
        [FieldOffset(64)]
        public int Step;
    }
}
