using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;


/// <summary>
/// A kernel with the contents of its parameters, the last of which it writes, and what shall stand there afterwards: NaN where
/// any finite value may.
/// </summary>
internal sealed record KernelCase(string Name, Kernel Kernel, float[][] Operands, double[] Expected)
{
    /// <summary>Allowed error as a part of the greater of 1 and the expected value.</summary>
    public double Tolerance { get; init; } = 2e-6;

    /// <summary>What shall stand in the parameter before the last, where the kernel writes that too: NaN where anything may.</summary>
    public double[]? ExpectedBeside { get; init; }

    /// <summary>Run with the first parameter's memory as the output's too.</summary>
    public int InPlaceOf { get; init; } = -1;

    public override string ToString() => Name;
}

/// <summary>Filling layouts and reading them.</summary>
internal static class LayoutExtensions
{
    public static IEnumerable<(int Channel, int Y, int X)> Positions(this Layout layout) =>
        from c in Enumerable.Range(0, layout.Channels)
        from y in Enumerable.Range(0, layout.Height)
        from x in Enumerable.Range(0, layout.Width)
        select (c, y, x);

    /// <summary>A buffer with <paramref name="value"/> at every position and <paramref name="padding"/> elsewhere.</summary>
    public static T[] Fill<T>(this Layout layout, Func<int, int, int, T> value, Func<T> padding, int? length = null)
    {
        T[] buffer = new T[length ?? layout.Length];
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = padding();
        }

        foreach ((int c, int y, int x) in layout.Positions())
        {
            buffer[layout.Offset(c, y, x)] = value(c, y, x);
        }

        return buffer;
    }

    /// <summary>Random values; padding as in an activation, where any finite number may stand.</summary>
    public static float[] Activation(this Layout layout, Random random, Func<float> draw, int? length = null) =>
        layout.Fill((_, _, _) => draw(), () => (float)((random.NextDouble() * 40) - 20), length);

    /// <summary>Random values; padding as in a gradient, zero.</summary>
    public static float[] Gradient(this Layout layout, Func<float> draw) => layout.Fill((_, _, _) => draw(), static () => 0f);

    /// <summary>What a kernel that writes a gradient shall leave: zero outside the values.</summary>
    public static double[] ExpectGradient(this Layout layout, Func<int, int, int, double> value, int? length = null) =>
        layout.Fill(value, static () => 0d, length);

    /// <summary>What a kernel that writes an activation shall leave: anything finite outside the values.</summary>
    public static double[] ExpectActivation(this Layout layout, Func<int, int, int, double> value) =>
        layout.Fill(value, static () => double.NaN);
}
