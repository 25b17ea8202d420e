namespace StaticNet.Tests;

/// <summary>Distances in units in the last place of single precision.</summary>
internal static class Ulp
{
    /// <summary>
    /// How many units of <paramref name="exact"/>'s last place lie between it and <paramref name="actual"/>.
    /// </summary>
    public static double Distance(float actual, double exact)
    {
        if (double.IsNaN(exact) || float.IsNaN(actual))
        {
            return double.IsNaN(exact) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        }

        float nearest = (float)exact;
        if (float.IsInfinity(nearest) || float.IsInfinity(actual))
        {
            return nearest == actual ? 0 : double.PositiveInfinity;
        }

        return Math.Abs(actual - exact) / UnitOf(exact);
    }

    private static double UnitOf(double value)
    {
        const int leastExponent = -126;
        const int mantissaBits = 23;
        int exponent = value == 0 ? leastExponent : Math.Max(leastExponent, Math.ILogB(value));
        return Math.ScaleB(1.0, exponent - mantissaBits);
    }
}
