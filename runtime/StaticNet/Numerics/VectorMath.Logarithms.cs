using System.Runtime.CompilerServices;

namespace StaticNet;

/// <content>
/// Logarithms, and what stays exact near 0 where exp and log by themselves would cancel. Largest errors in units in the
/// last place: expm1 1.7, log 0.9, softplus 2.2.
/// <para>
/// expm1: with exp(r) - 1 = r + r² P(r) as in exp, 2^n (exp(r) - 1) + (2^n - 1), whose second term is exact. log:
/// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), so that log(x) = k ln 2 + f - f²/2 + f³ L(f) with L fitted
/// by Remez' exchange (error 6e-9). softplus: max(x, 0) + log(1 + e) with e = exp(-|x|), which never overflows; 1 + e is
/// not rounded to a float, f is taken from e itself.
/// </para>
/// </content>
public static partial class VectorMath
{
    /// <summary>Below, exp(x) - 1 is nearer to -1 than to the next float.</summary>
    private const float Expm1Low = -17.4f;

    private const float L0 = 0.333333317f;
    private const float L1 = -0.25000821f;
    private const float L2 = 0.200012274f;
    private const float L3 = -0.166233585f;
    private const float L4 = 0.142017465f;
    private const float L5 = -0.131601632f;
    private const float L6 = 0.127616468f;
    private const float L7 = -0.0763462409f;

    private const float LeastNormal = 1.17549435e-38f;

    /// <summary>2^23: takes every subnormal float to a normal one.</summary>
    private const float Subnormals = 8388608f;
    private const float SubnormalsLog2 = 23f;

    /// <summary>The bits of sqrt(1/2).</summary>
    private const int RootOfHalfBits = 0x3F3504F3;

    /// <summary>sqrt(2) - 1: beyond, 1 + e is halved.</summary>
    private const float RootOfTwoLess1 = 0.414213562f;

    /// <summary>e to the power <paramref name="x"/>, less 1.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Expm1(float x)
    {
        if (x > ExpHigh)
        {
            return float.PositiveInfinity;
        }

        if (x < Expm1Low)
        {
            return -1f;
        }

        float shifted = (x * Log2E) + RoundingMagic;
        float n = shifted - RoundingMagic;
        float r = (x - (n * Ln2High)) - (n * Ln2Low);
        float p = (((((((P4 * r) + P3) * r) + P2) * r) + P1) * r) + P0;
        float q = r + (r * r * p);

        // Half of everything, since 2^n is beyond the floats where n is 128.
        int power = BitConverter.SingleToInt32Bits(shifted) - RoundingMagicBits;
        float scale = BitConverter.Int32BitsToSingle((power + 126) << 23);
        return 2f * ((scale * q) + (scale - 0.5f));
    }

    /// <summary>The natural logarithm of <paramref name="x"/>: -infinity at 0, NaN below.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x)
    {
        if (!(x > 0f && x < float.PositiveInfinity))
        {
            return x == 0f ? float.NegativeInfinity : x < 0f ? float.NaN : x;
        }

        bool isSubnormal = x < LeastNormal;
        int bits = BitConverter.SingleToInt32Bits(isSubnormal ? x * Subnormals : x);
        int power = (bits - RootOfHalfBits) >> 23;
        float k = power - (isSubnormal ? SubnormalsLog2 : 0f);
        float f = BitConverter.Int32BitsToSingle(bits - (power << 23)) - 1f;
        return (k * Ln2High) + (f + ((k * Ln2Low) + LogRest(f)));
    }

    /// <summary>log(1 + exp(x)).</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Softplus(float x)
    {
        float e = Exp(-MathF.Abs(x));
        float log;
        if (e > RootOfTwoLess1)
        {
            float f = (e - 1f) * 0.5f;
            log = Ln2High + (f + (Ln2Low + LogRest(f)));
        }
        else
        {
            log = e + LogRest(e);
        }

        return (x > 0f ? x : 0f) + log;
    }

    /// <summary>log(1 + f) - f for f from sqrt(1/2) - 1 to sqrt(2) - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LogRest(float f)
    {
        float l = (((((((((((((L7 * f) + L6) * f) + L5) * f) + L4) * f) + L3) * f) + L2) * f) + L1) * f) + L0;
        float square = f * f;
        return (f * square * l) - (0.5f * square);
    }
}
