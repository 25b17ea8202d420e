using System.Diagnostics;

namespace StaticNet.Measurement;

/// <summary>
/// Takes samples of single-threaded work again during which the scheduler took the thread away. On a quiet machine nothing is
/// taken twice; on a busy one the median would otherwise be the neighbours' figure.
/// </summary>
public static class Undisturbed
{
    // On a machine that is never quiet a sample is taken as it comes in the end: a short one later than a long one.
    private const int MostAttempts = 25;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    /// <summary>A series of <paramref name="count"/> samples.</summary>
    public static Series Take(int count, Func<double> sample)
    {
        int disturbed = 0;
        var values = new double[count];
        foreach (ref double value in values.AsSpan())
        {
            value = Take(sample, ref disturbed);
        }

        return new Series(values);
    }

    /// <summary>One sample; <paramref name="disturbed"/> counts those that no attempt kept undisturbed.</summary>
    public static double Take(Func<double> sample, ref int disturbed)
    {
        long start = Stopwatch.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            ThreadClock clock = ThreadClock.Start();
            double value = sample();
            if (!clock.WasInterrupted)
            {
                return value;
            }

            if (attempt == MostAttempts || Stopwatch.GetElapsedTime(start) > MostTime)
            {
                disturbed++;
                return value;
            }
        }
    }
}
