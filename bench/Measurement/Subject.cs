using System.Diagnostics;

namespace StaticNet.Measurement;

/// <summary>
/// One piece of work to be timed. It is repeated within a sample until the sample is long enough for the clock, and warmed up until
/// the JIT has nothing left to improve.
/// </summary>
public sealed class Subject(string name, Action work)
{
    // Tiered compilation counts 30 calls, waits 100 ms without new work, then compiles in the background.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    private int repetitions = 1;

    /// <summary>What a table calls it.</summary>
    public string Name { get; } = name;

    /// <summary>Runs the work until it is warm and chooses how many repetitions make a sample of <paramref name="sample"/>.</summary>
    public void Prepare(TimeSpan sample)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan shortest = TimeSpan.MaxValue;
        int calls = 0;
        do
        {
            long call = Stopwatch.GetTimestamp();
            work();
            TimeSpan time = Stopwatch.GetElapsedTime(call);
            shortest = time < shortest ? time : shortest;
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp || (calls < 3 && shortest < WarmUp));

        // Long work needs neither repetitions nor further runs to find that out.
        if (shortest > 10 * sample)
        {
            return;
        }

        double milliseconds = new Series([Sample(), Sample(), Sample(), Sample(), Sample()]).Median;
        while (milliseconds * repetitions < sample.TotalMilliseconds)
        {
            // Once more from a longer sample: a single short call measures mostly the clock.
            repetitions = Math.Max(repetitions + 1, (int)Math.Min(repetitions * 8L, Math.Ceiling(sample.TotalMilliseconds / milliseconds)));
            milliseconds = new Series([Sample(), Sample(), Sample()]).Median;
        }
    }

    /// <summary>Runs the work once, untimed.</summary>
    public void RunOnce() => work();

    /// <summary>Milliseconds of one run of the work, as the mean over one sample's repetitions.</summary>
    public double Sample()
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / repetitions;
    }
}
