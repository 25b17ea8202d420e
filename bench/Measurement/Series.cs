namespace StaticNet.Measurement;

/// <summary>Values of one quantity measured again and again; a summary is by rank, since the noise of a machine is one-sided.</summary>
public sealed class Series
{
    private readonly double[] sorted;

    /// <summary>Takes a copy of <paramref name="values"/>, of which there must be at least one.</summary>
    public Series(IEnumerable<double> values)
    {
        sorted = [.. values];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("A series needs at least one value.", nameof(values));
        }

        Array.Sort(sorted);
    }

    /// <summary>The number of values.</summary>
    public int Count => sorted.Length;

    /// <summary>The smallest value.</summary>
    public double Min => sorted[0];

    /// <summary>The largest value.</summary>
    public double Max => sorted[^1];

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The value below which a part <paramref name="q"/> of the others lies, interpolated between neighbours.</summary>
    public double Quantile(double q)
    {
        double position = q * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
