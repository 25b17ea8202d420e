using StaticNet.Data;

namespace StaticNet.Tests;

/// <summary>Small sets of samples that the linear network can learn.</summary>
internal static class TestData
{
    /// <summary>Samples around one centre per class.</summary>
    public static Samples Clusters(int count, int inputs, int classes, int seed = 3, float spread = 0.5f)
    {
        var random = new Random(seed);
        var centres = new Random(99);
        float[] centre = [.. Enumerable.Range(0, classes * inputs).Select(_ => (float)((2 * centres.NextDouble()) - 1))];
        float[] values = new float[count * inputs];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = n % classes;
            for (int i = 0; i < inputs; i++)
            {
                values[(n * inputs) + i] = centre[(labels[n] * inputs) + i] + (spread * (float)((2 * random.NextDouble()) - 1));
            }
        }

        return new(values, labels);
    }

    public static float[] Uniform(int count, int seed, double low = -1, double high = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(low + ((high - low) * random.NextDouble())))];
    }
}
