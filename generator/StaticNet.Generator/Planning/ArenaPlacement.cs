namespace StaticNet.Generator.Planning;

/// <summary>A buffer's size, and the first and last moment at which a step uses it.</summary>
internal readonly record struct Lifetime(int Length, int First, int Last)
{
    public bool Overlaps(Lifetime other) => First <= other.Last && other.First <= Last;
}

/// <summary>
/// Places buffers in one memory so that no two that are alive at the same time overlap. The best packing is NP-hard; first fit comes
/// close to the bound when it begins with what is hard to place, and which that is differs from network to network: so several
/// orders are tried and the smallest result is taken.
/// </summary>
internal static class ArenaPlacement
{
    /// <summary>The most that is alive at one moment: no placement needs less.</summary>
    public static int Bound(IReadOnlyList<Lifetime> buffers)
    {
        if (buffers.Count == 0)
        {
            return 0;
        }

        int[] change = new int[buffers.Max(static buffer => buffer.Last) + 2];
        foreach (Lifetime buffer in buffers)
        {
            change[buffer.First] += buffer.Length;
            change[buffer.Last + 1] -= buffer.Length;
        }

        int alive = 0, most = 0;
        foreach (int step in change)
        {
            alive += step;
            most = Math.Max(most, alive);
        }

        return most;
    }

    /// <summary>The offset of each buffer, and the length of the memory.</summary>
    public static int Place(IReadOnlyList<Lifetime> buffers, out int[] offsets)
    {
        int bound = Bound(buffers), best = int.MaxValue;
        offsets = [];
        foreach (Func<Lifetime, long> order in Orders)
        {
            int[] sequence = [.. Enumerable.Range(0, buffers.Count).OrderByDescending(b => order(buffers[b])).ThenBy(static b => b)];
            int length = FirstFit(buffers, sequence, out int[] tried);
            if (length < best)
            {
                (best, offsets) = (length, tried);
            }

            if (best == bound)
            {
                break;
            }
        }

        return buffers.Count == 0 ? 0 : best;
    }

    private static readonly Func<Lifetime, long>[] Orders =
    [
        static buffer => buffer.Length,
        static buffer => (long)buffer.Length * (buffer.Last - buffer.First + 1),
        static buffer => ((long)(buffer.Last - buffer.First) << 32) + buffer.Length,
        static buffer => -buffer.First,
        static buffer => buffer.Last,
    ];

    /// <summary>Each buffer in turn at the lowest offset where it fits between those that it meets in time.</summary>
    private static int FirstFit(IReadOnlyList<Lifetime> buffers, int[] sequence, out int[] offsets)
    {
        offsets = new int[buffers.Count];

        // By offset.
        var placed = new List<int>(buffers.Count);
        int total = 0;
        foreach (int b in sequence)
        {
            Lifetime buffer = buffers[b];
            int offset = 0;
            foreach (int other in placed)
            {
                if (!buffers[other].Overlaps(buffer))
                {
                    continue;
                }

                if (offsets[other] >= offset + buffer.Length)
                {
                    break;
                }

                offset = Math.Max(offset, offsets[other] + buffers[other].Length);
            }

            offsets[b] = offset;
            total = Math.Max(total, offset + buffer.Length);
            int at = placed.Count;
            while (at > 0 && offsets[placed[at - 1]] > offset)
            {
                at--;
            }

            placed.Insert(at, b);
        }

        return total;
    }
}
