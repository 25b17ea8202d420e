using System.Runtime.Intrinsics;

namespace StaticNet.Tests.Numerics;

public sealed class VectorMathTests
{
    public static TheoryData<string> Functions => [.. VectorFunction.All.Keys];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string function in VectorFunction.All.Keys)
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
    public void StaysWithinItsErrorOverAllFloats(string name, int width)
    {
        VectorFunction function = VectorFunction.All[name];
        double worst = 0;
        float at = 0;
        Sweep(function, width, (x, y) =>
        {
            double error = function.Error(x, y);
            if (error > worst)
            {
                worst = error;
                at = x;
            }
        });
        Assert.True(worst <= function.Bound, $"{name} at width {width}: {worst:G4}{(function.IsAbsolute ? "" : " ulp")} at {at:R}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KnowsTheLimits(string name, int width)
    {
        VectorFunction function = VectorFunction.All[name];
        for (int i = 0; i < VectorFunction.LimitPoints.Length; i++)
        {
            float x = VectorFunction.LimitPoints[i];
            float actual = function.Apply(width, [.. Enumerable.Repeat(x, 16)])[width - 1];
            bool isRight = Ulp.Distance(actual, function.Limits[i]) <= (float.IsInteger(function.Limits[i]) ? 0 : 1)
                && (float.IsNaN(actual) || actual != 0 || float.IsNegative(actual) == float.IsNegative(function.Limits[i]));
            Assert.True(isRight, $"{name}({x:R}) at width {width} is {actual:R}, not {function.Limits[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void GivesTheSameBitsInEveryVectorWidth(string name)
    {
        VectorFunction function = VectorFunction.All[name];
        var narrow = new List<int>();
        Sweep(function, 4, (_, y) => narrow.Add(Bits(y)), coarse: true);
        foreach (int width in (int[])[8, 16])
        {
            int i = 0;
            Sweep(function, width, (x, y) => Assert.True(narrow[i++] == Bits(y), $"{name}({x:R}) at width {width}"), coarse: true);
        }
    }

    /// <summary>All NaNs as one: which operand's payload a fused multiply-add passes on is the compiler's choice of its form.</summary>
    private static int Bits(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);

    /// <summary>Every so-many-th float of all there are, and densely the range where the functions live.</summary>
    private static void Sweep(VectorFunction function, int width, Action<float, float> see, bool coarse = false)
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
                float[] results = function.Apply(width, batch);
                for (int i = 0; i < filled; i++)
                {
                    see(batch[i], results[i]);
                }

                filled = 0;
            }
        }
    }
}
