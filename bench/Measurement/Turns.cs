namespace StaticNet.Measurement;

/// <summary>
/// Times pieces of work turn by turn: A B A B, with a burst of the machine's FMA peak between the rounds. A machine's speed drifts by
/// 10 to 15 per cent within minutes; what is taken within the same few milliseconds can be compared.
/// </summary>
public static class Turns
{
    private static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(1.5);

    /// <summary>
    /// Warms up all <paramref name="subjects"/>, then takes <paramref name="rounds"/> samples of each. A sample in which the scheduler took
    /// the thread away is taken again; with more than one of <paramref name="threads"/> that cannot be told, since threads also wait for
    /// each other. Then a sample begins only when the other engine's threads, which watch for more work for some time, have gone to sleep, and
    /// with a run that is not timed and wakes its own; meanwhile the processors are kept <see cref="Awake"/>.
    /// </summary>
    public static TurnTimes Run(int rounds, int threads, params IReadOnlyList<Subject> subjects)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        foreach (Subject subject in subjects)
        {
            subject.Prepare(SampleTime);
        }

        using Awake? awake = threads > 1 ? Awake.Keep() : null;
        int bits = FmaPeak.WidestVector;
        FmaPeak.Burst(bits);
        var peak = new double[rounds];
        double[][] times = subjects.Select(_ => new double[rounds]).ToArray();
        int disturbed = 0;
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                times[i][round] = threads == 1 ? Undisturbed.Take(subjects[i].Sample, ref disturbed) : SampleOfThreads(subjects[i]);
            }

            if (threads > 1)
            {
                Idle.Wait();
            }

            peak[round] = Undisturbed.Take(() => FmaPeak.Burst(bits), ref disturbed);
        }

        return new TurnTimes(times, new Series(peak), (double)disturbed / (rounds * (times.Length + 1)));
    }

    private static double SampleOfThreads(Subject subject)
    {
        Idle.Wait();
        subject.RunOnce();
        return subject.Sample();
    }
}

/// <summary>The samples of one run of turns: milliseconds by subject and round, and the peak in GFLOP/s by round.</summary>
public sealed class TurnTimes(double[][] milliseconds, Series peak, double disturbed)
{
    /// <summary>The FMA peak of one core in GFLOP/s, measured between the rounds.</summary>
    public Series Peak { get; } = peak;

    /// <summary>The part of the samples that the machine's other work disturbed however often they were taken.</summary>
    public double Disturbed { get; } = disturbed;

    /// <summary>The times of one subject in milliseconds.</summary>
    public Series Milliseconds(int subject) => new(milliseconds[subject]);

    /// <summary>The quotient of two subjects' times, round by round: its spread is the comparison's uncertainty.</summary>
    public Series Ratio(int subject, int to) => new(milliseconds[subject].Zip(milliseconds[to], (a, b) => a / b));
}
