using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace StaticNet;

/// <summary>
/// exp, log, tanh, the logistic function and activations made of them, for single floats and for vectors of 4, 8 and 16, for
/// use by generated kernels.
/// Only operations that exist on every platform, so that one text serves AVX-512, AVX2 and NEON.
/// <para>
/// Largest errors against double precision, in units in the last place: exp 1.1, tanh 1.4, sigmoid 2.2 (swept by the
/// tests). Infinities give the limits, NaN gives NaN, results too small for a normal float are rounded to subnormal
/// ones. A value gets the same bits in every vector width; single floats may differ in the last bit, since they do
/// without fused multiply-add.
/// </para>
/// <para>
/// exp: x = n ln 2 + r with whole n and |r| at most ln(2)/2, so that exp(x) = 2^n exp(r); exp(r) = 1 + r + r² P(r) with
/// P fitted by Chebyshev interpolation (error 8e-9). tanh: x + x³ Q(x²), fitted likewise (error 4e-9), below 0.55,
/// where the other form would cancel, and 1 - 2 / (exp(2x) + 1) above. sigmoid: through exp(-|x|), which never
/// overflows.
/// </para>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorMath
{
    /// <summary>The largest float whose exp is finite.</summary>
    private const float ExpHigh = 88.72283f;

    /// <summary>ln(2^-150): below, exp is nearer to 0 than to the smallest subnormal float.</summary>
    private const float ExpLow = -103.972077f;

    private const float Log2E = 1.44269504f;

    /// <summary>
    /// 355/512, the leading 9 bits of ln 2: times a whole number of 8 bits it is exact, with or without fused
    /// multiply-add.
    /// </summary>
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// 1.5 * 2^23. A float added to it is rounded to a whole number, which then stands in the lowest bits.
    /// </summary>
    private const float RoundingMagic = 12582912f;
    private const int RoundingMagicBits = 0x4B400000;

    private const float P0 = 0.5f;
    private const float P1 = 0.166665770256f;
    private const float P2 = 0.0416665546621f;
    private const float P3 = 0.00836317307451f;
    private const float P4 = 0.00139261761199f;

    private const float TanhSmall = 0.55f;
    private const float Q0 = -0.33333332008f;
    private const float Q1 = 0.13333113729f;
    private const float Q2 = -0.0539094288275f;
    private const float Q3 = 0.0213093886644f;
    private const float Q4 = -0.00661022783111f;

    /// <summary>e to the power <paramref name="x"/>.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x)
    {
        if (x > ExpHigh)
        {
            return float.PositiveInfinity;
        }

        if (x < ExpLow)
        {
            return 0f;
        }

        float shifted = (x * Log2E) + RoundingMagic;
        float n = shifted - RoundingMagic;
        float r = (x - (n * Ln2High)) - (n * Ln2Low);
        float p = (((((((P4 * r) + P3) * r) + P2) * r) + P1) * r) + P0;
        float exp = 1f + (r + (r * r * p));

        // 2^n in two factors, since n alone may be beyond the exponents of normal floats.
        int power = BitConverter.SingleToInt32Bits(shifted) - RoundingMagicBits;
        int half = power >> 1;
        return exp
            * BitConverter.Int32BitsToSingle((half + 127) << 23)
            * BitConverter.Int32BitsToSingle((power - half + 127) << 23);
    }

    /// <summary>The hyperbolic tangent of <paramref name="x"/>.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x)
    {
        float magnitude = MathF.Abs(x);
        if (magnitude < TanhSmall)
        {
            float z = x * x;
            float q = (((((((Q4 * z) + Q3) * z) + Q2) * z) + Q1) * z) + Q0;
            return MathF.CopySign(magnitude + (magnitude * z * q), x);
        }

        return MathF.CopySign(1f - (2f / (Exp(magnitude + magnitude) + 1f)), x);
    }

    /// <summary>The logistic function 1 / (1 + exp(-x)).</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x)
    {
        float e = Exp(-MathF.Abs(x));
        return (x < 0f ? e : 1f) / (1f + e);
    }
}
