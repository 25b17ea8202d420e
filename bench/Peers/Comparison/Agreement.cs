namespace StaticNet.Peers.Comparison;

/// <summary>How far two engines' outputs lie apart, relative to the largest value: a time means nothing for a wrong answer.</summary>
internal static class Agreement
{
    /// <summary>What different orders of single-precision sums may differ by, with room to spare.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The largest difference divided by the largest magnitude of <paramref name="theirs"/>; NaN if any value is NaN.</summary>
    public static double RelativeError(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (ours.Length != theirs.Length)
        {
            throw new ArgumentException($"{ours.Length} values cannot be compared with {theirs.Length}.", nameof(theirs));
        }

        double difference = 0;
        double scale = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)ours[i] - theirs[i]));
            scale = Math.Max(scale, Math.Abs(theirs[i]));
        }

        return scale == 0 ? difference : difference / scale;
    }

    /// <summary>The largest error of <paramref name="values"/> against <paramref name="reference"/>, relative to the reference's largest magnitude.</summary>
    public static double MaxError(ReadOnlySpan<float> values, ReadOnlySpan<double> reference)
    {
        double error = 0;
        double scale = 0;
        for (int i = 0; i < values.Length; i++)
        {
            error = Math.Max(error, Math.Abs(values[i] - reference[i]));
            scale = Math.Max(scale, Math.Abs(reference[i]));
        }

        return scale == 0 ? error : error / scale;
    }
}
