using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StaticNet.Tests.Numerics;

public sealed class VectorMathTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string function in (string[])["Exp", "Tanh", "Sigmoid"])
            {
                foreach (int width in (int[])[1, 4, 8, 16])
                {
                    data.Add(function, width);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StaysWithinItsErrorOverAllFloats(string function, int width)
    {
        double bound = function switch { "Exp" => 1.1, "Tanh" => 1.4, _ => 2.2 };
        double worst = 0;
        float at = 0;
        Sweep(function, width, (x, y) =>
        {
            double error = Ulp.Distance(y, Exact(function, x));
            if (error > worst)
            {
                worst = error;
                at = x;
            }
        });
        Assert.True(worst <= bound, $"{function} at width {width}: {worst:F3} ulp at {at:R}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KnowsTheLimits(string function, int width)
    {
        float[] inputs = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f, float.MinValue, float.MaxValue, float.Epsilon];
        float[] expected = function switch
        {
            "Exp" => [float.NaN, 0f, float.PositiveInfinity, 1f, 1f, 0f, float.PositiveInfinity, 1f],
            "Tanh" => [float.NaN, -1f, 1f, -0f, 0f, -1f, 1f, float.Epsilon],
            _ => [float.NaN, 0f, 1f, 0.5f, 0.5f, 0f, 1f, 0.5f],
        };
        for (int i = 0; i < inputs.Length; i++)
        {
            float actual = Apply(function, width, [.. Enumerable.Repeat(inputs[i], 16)])[width - 1];
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[i]) & ~NanSign(actual), BitConverter.SingleToInt32Bits(actual) & ~NanSign(actual));
        }
    }

    [Theory]
    [InlineData("Exp")]
    [InlineData("Tanh")]
    [InlineData("Sigmoid")]
    public void GivesTheSameBitsInEveryVectorWidth(string function)
    {
        var narrow = new List<int>();
        Sweep(function, 4, (_, y) => narrow.Add(BitConverter.SingleToInt32Bits(y)), coarse: true);
        foreach (int width in (int[])[8, 16])
        {
            int i = 0;
            Sweep(function, width, (x, y) => Assert.True(narrow[i++] == BitConverter.SingleToInt32Bits(y), $"{function}({x:R}) at width {width}"), coarse: true);
        }
    }

    [Fact]
    public void TheVectorFilesDifferInWidthAlone()
    {
        string folder = Path.Combine(Repository.Root, "runtime", "StaticNet", "Numerics");
        string[] texts = [.. ((int[])[128, 256, 512]).Select(bits =>
            File.ReadAllText(Path.Combine(folder, $"VectorMath.Vector{bits}.cs")).Replace($"Vector{bits}", "VectorN"))];
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
    }

    private static int NanSign(float value) => float.IsNaN(value) ? int.MinValue : 0;

    private static double Exact(string function, float x) => function switch
    {
        "Exp" => Math.Exp(x),
        "Tanh" => Math.Tanh(x),
        _ => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-(double)x)),
    };

    /// <summary>Every so-many-th float of all there are, and densely the range where the functions live.</summary>
    private static void Sweep(string function, int width, Action<float, float> see, bool coarse = false)
    {
        bool slow = coarse || (width == 16 && !Vector512.IsHardwareAccelerated) || (width == 8 && !Vector256.IsHardwareAccelerated)
            || (width == 4 && !Vector128.IsHardwareAccelerated);
        long step = slow ? 100_003 : 2_003;
        float[] batch = new float[16];
        int filled = 0;
        for (long bits = 0; bits <= uint.MaxValue; bits += step)
        {
            Add(BitConverter.UInt32BitsToSingle((uint)bits));
        }

        for (double x = -110; x < 110; x += slow ? 0.01 : 0.0003)
        {
            Add((float)x);
        }

        void Add(float x)
        {
            batch[filled++] = x;
            if (filled == batch.Length)
            {
                float[] results = Apply(function, width, batch);
                for (int i = 0; i < filled; i++)
                {
                    see(batch[i], results[i]);
                }

                filled = 0;
            }
        }
    }

    private static float[] Apply(string function, int width, float[] x)
    {
        float[] y = new float[x.Length];
        ref float from = ref x[0];
        ref float to = ref y[0];
        for (int i = 0; i < x.Length; i += width)
        {
            switch (width)
            {
                case 1:
                    Unsafe.Add(ref to, i) = function switch { "Exp" => VectorMath.Exp(x[i]), "Tanh" => VectorMath.Tanh(x[i]), _ => VectorMath.Sigmoid(x[i]) };
                    break;
                case 4:
                    Vector128<float> four = Vector128.LoadUnsafe(ref from, (nuint)i);
                    (function switch { "Exp" => VectorMath.Exp(four), "Tanh" => VectorMath.Tanh(four), _ => VectorMath.Sigmoid(four) }).StoreUnsafe(ref to, (nuint)i);
                    break;
                case 8:
                    Vector256<float> eight = Vector256.LoadUnsafe(ref from, (nuint)i);
                    (function switch { "Exp" => VectorMath.Exp(eight), "Tanh" => VectorMath.Tanh(eight), _ => VectorMath.Sigmoid(eight) }).StoreUnsafe(ref to, (nuint)i);
                    break;
                default:
                    Vector512<float> sixteen = Vector512.LoadUnsafe(ref from, (nuint)i);
                    (function switch { "Exp" => VectorMath.Exp(sixteen), "Tanh" => VectorMath.Tanh(sixteen), _ => VectorMath.Sigmoid(sixteen) }).StoreUnsafe(ref to, (nuint)i);
                    break;
            }
        }

        return y;
    }
}
