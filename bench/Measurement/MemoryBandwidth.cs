using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StaticNet.Measurement;

/// <summary>
/// The rate at which one core reads memory at this moment, from the level of the hierarchy that the amount fits in: the slope of a
/// roofline.
/// </summary>
public static class MemoryBandwidth
{
    private const int Samples = 9;
    private const double SampleSeconds = 3e-3;

    private static float sink;

    /// <summary>Reads <paramref name="bytes"/> front to back again and again.</summary>
    /// <returns>GB/s: the median of several samples.</returns>
    public static double Read(int bytes)
    {
        var data = new float[bytes / sizeof(float)];
        data.AsSpan().Fill(1);
        Pass(data);
        int passes = Math.Max(1, (int)(SampleSeconds / Seconds(data, 1)));
        return 1e-9 * bytes / Undisturbed.Take(Samples, () => Seconds(data, passes)).Median;
    }

    private static double Seconds(float[] data, int passes)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < passes; i++)
        {
            Pass(data);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / passes;
    }

    // Eight sums: a chain of additions must not be what limits it.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Pass(ReadOnlySpan<float> data)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(data);
        Vector<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (int i = 0; i <= vectors.Length - 8; i += 8)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
            e += vectors[i + 4];
            f += vectors[i + 5];
            g += vectors[i + 6];
            h += vectors[i + 7];
        }

        sink = Vector.Sum(a + b + c + d + e + f + g + h);
    }
}
