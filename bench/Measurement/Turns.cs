namespace StaticNet.Measurement;

/// <summary>
/// Times pieces of work turn by turn: A B A B, with a burst of the machine's FMA peak between the rounds. A machine's speed drifts by
/// 10 to 15 per cent within minutes; what is taken within the same few milliseconds can be compared.
/// </summary>
public static class Turns
{
    /// <summary>The length of a sample: a thousand times what the clock resolves, short against the machine's drift.</summary>
    public static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(1.5);

    /// <summary>
    /// Warms up all <paramref name="subjects"/>, then takes <paramref name="rounds"/> samples of each. Peak bursts use vectors of
    /// <paramref name="peakBits"/> bits, the widest there are unless told otherwise.
    /// </summary>
    public static TurnTimes Run(int rounds, int? peakBits, params IReadOnlyList<Subject> subjects)
    {
        int bits = peakBits ?? FmaPeak.WidestVector;
        foreach (Subject subject in subjects)
        {
            subject.Prepare(SampleTime);
        }

        FmaPeak.Burst(bits);
        var peak = new double[rounds];
        double[][] times = subjects.Select(_ => new double[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                times[i][round] = subjects[i].Sample();
            }

            peak[round] = FmaPeak.Burst(bits);
        }

        return new TurnTimes(times, new Series(peak));
    }
}

/// <summary>The samples of one run of turns: milliseconds by subject and round, and the peak in GFLOP/s by round.</summary>
public sealed class TurnTimes(double[][] milliseconds, Series peak)
{
    /// <summary>The FMA peak of one core in GFLOP/s, measured between the rounds.</summary>
    public Series Peak { get; } = peak;

    /// <summary>The times of one subject in milliseconds.</summary>
    public Series Milliseconds(int subject) => new(milliseconds[subject]);

    /// <summary>The quotient of two subjects' times, round by round: its spread is the comparison's uncertainty.</summary>
    public Series Ratio(int subject, int to) => new(milliseconds[subject].Zip(milliseconds[to], (a, b) => a / b));
}
