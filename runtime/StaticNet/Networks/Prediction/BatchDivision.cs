namespace StaticNet;

/// <summary>A part of a batch: so many pictures by teams of so many threads, each team one picture after another.</summary>
/// <param name="TeamSize">Threads of a team; with one, a thread takes whole pictures.</param>
/// <param name="First">The first picture.</param>
/// <param name="Count">Pictures.</param>
internal readonly record struct BatchPhase(int TeamSize, int First, int Count);

/// <summary>How a batch goes to threads: whole pictures to each as long as all have one, then smaller and smaller rests to larger and larger teams.</summary>
internal static class BatchDivision
{
    /// <summary>More phases than any number of pictures and threads up to a thousand comes to.</summary>
    public const int MostPhases = 16;

    /// <summary>The part of its threads that a further member of a team gains less than the one before: they wait for each other.</summary>
    private const double LossPerMember = 0.006;

    /// <summary>Fills <paramref name="phases"/> and returns how many there are.</summary>
    /// <param name="count">Pictures.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="isShared">Whether a picture can be shared by several.</param>
    /// <param name="phases">At least <see cref="MostPhases"/>.</param>
    public static int Of(int count, int threads, bool isShared, Span<BatchPhase> phases)
    {
        int used = 0, done = 0;
        void Add(Span<BatchPhase> to, int size, int pictures)
        {
            if (used > 0 && to[used - 1].TeamSize == size)
            {
                to[used - 1] = to[used - 1] with { Count = to[used - 1].Count + pictures };
            }
            else
            {
                to[used++] = new(size, done, pictures);
            }

            done += pictures;
        }

        if (!isShared)
        {
            Add(phases, 1, count);
            return used;
        }

        if (count >= threads)
        {
            Add(phases, 1, count / threads * threads);
        }

        while (done < count)
        {
            bool isLast = used == MostPhases - 1;
            int left = count - done, size = isLast ? threads : BestSize(left, threads);
            Add(phases, size, isLast ? left : Math.Min(left, threads / size));
        }

        return used;
    }

    /// <summary>The time that a team takes for a picture, in that of one thread.</summary>
    public static double TimeOf(int teamSize) => 1 / (teamSize * Math.Max(0.1, 1 - (LossPerMember * (teamSize - 1))));

    /// <summary>The size of teams that get most pictures done in their time.</summary>
    private static int BestSize(int left, int threads)
    {
        int best = threads;
        double most = 0;
        for (int size = 1; size <= threads; size++)
        {
            double rate = Math.Min(left, threads / size) / TimeOf(size);
            if (rate > most)
            {
                (best, most) = (size, rate);
            }
        }

        return best;
    }
}
