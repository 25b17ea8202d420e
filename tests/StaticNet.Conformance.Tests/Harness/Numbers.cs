namespace StaticNet.Conformance.Tests.Harness;

/// <summary>Drawing and comparing floats.</summary>
internal static class Numbers
{
    /// <summary>Uniform between -<paramref name="spread"/> and <paramref name="spread"/>.</summary>
    public static float[] Uniform(Random random, int count, double spread = 1)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(spread * ((2 * random.NextDouble()) - 1));
        }

        return values;
    }

    public static double[] Widen(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }

    /// <summary>Each picture's part of a batch, in double precision.</summary>
    public static double[][] Pictures(ReadOnlySpan<float> batch, int length)
    {
        double[][] pictures = new double[batch.Length / length][];
        for (int i = 0; i < pictures.Length; i++)
        {
            pictures[i] = Widen(batch.Slice(i * length, length));
        }

        return pictures;
    }

    public static double RootMeanSquare(IReadOnlyCollection<double> values) =>
        values.Count == 0 ? 0 : Math.Sqrt(values.Sum(static value => value * value) / values.Count);

    /// <summary>
    /// Fails unless every value is within <paramref name="tolerance"/> times the root mean square of what is expected. NaN is no value.
    /// </summary>
    public static void AssertClose(IReadOnlyList<double> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Length);
        double scale = RootMeanSquare((IReadOnlyCollection<double>)expected);
        int worst = -1;
        double most = -1;
        int wrong = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            bool isClose = error <= tolerance * scale;
            wrong += isClose ? 0 : 1;
            if (!isClose && (double.IsNaN(error) || error > most))
            {
                (worst, most) = (i, double.IsNaN(error) ? double.PositiveInfinity : error);
            }
        }

        Assert.True(
            wrong == 0,
            wrong == 0 ? null : $"{what}: {wrong} of {actual.Length} values are off, the first {FirstWrong(expected, actual, tolerance * scale)}; "
                + $"worst [{worst}]: expected {expected[worst]:G9}, got {actual[worst]:G9}, {most / scale:G3} of the rms {scale:G3}");
    }

    private static int FirstWrong(IReadOnlyList<double> expected, ReadOnlySpan<float> actual, double allowed)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= allowed))
            {
                return i;
            }
        }

        return -1;
    }
}
