namespace StaticNet.Measurement;

/// <summary>Values of one quantity measured again and again; a summary is by rank, since the noise of a machine is one-sided.</summary>
public sealed class Series
{
    private readonly double[] _sorted;

    /// <summary>Takes a copy of <paramref name="values"/>, of which there must be at least one.</summary>
    public Series(IEnumerable<double> values)
    {
        _sorted = [.. values];
        if (_sorted.Length == 0)
        {
            throw new ArgumentException("A series needs at least one value.", nameof(values));
        }

        Array.Sort(_sorted);
    }

    /// <summary>The number of values.</summary>
    public int Count => _sorted.Length;

    /// <summary>The smallest value.</summary>
    public double Min => _sorted[0];

    /// <summary>The largest value.</summary>
    public double Max => _sorted[^1];

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The value below which a part <paramref name="q"/> of the others lies, interpolated between neighbours.</summary>
    public double Quantile(double q)
    {
        double position = q * (_sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}
