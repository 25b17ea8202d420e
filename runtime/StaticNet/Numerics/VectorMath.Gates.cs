using System.Runtime.CompilerServices;

namespace StaticNet;

/// <content>
/// Activations that multiply a value by a gate between 0 and 1 which the value itself opens, and their derivatives.
/// Largest errors: gelu 7 and swish 3.2 units in the last place, as long as the gate is a normal float (x above -12.9
/// and -87); tanhGelu and the three derivatives, which pass through zero, 4e-7 of the greater of 1 and the result. At -infinity the activations are -0, at +infinity +infinity; the
/// derivatives 0 and 1.
/// <para>
/// gelu: x Φ(x) with Φ the distribution function of the standard normal distribution, Hendrycks and Gimpel,
/// <see href="https://arxiv.org/abs/1606.08415">Gaussian Error Linear Units</see> (2016). For a = |x| the tail
/// Φ(-a) = exp(-a²/2) T(s) / (a + 4.25) with s = (a - 4.25) / (a + 4.25), the substitution of Shepherd and Laframboise
/// (1981) for erfc, and T fitted by Remez' exchange (error 2.4e-9). The rounding error of a² is carried along, since exp
/// would amplify it. swish: x sigmoid(x), Ramachandran et al.,
/// <see href="https://arxiv.org/abs/1710.05941">Searching for Activation Functions</see> (2017).
/// </para>
/// </content>
public static partial class VectorMath
{
    /// <summary>Beyond, Φ is 0 or 1 and its density is 0.</summary>
    private const float NormalLimit = 20f;

    /// <summary>Beyond, the logistic function is 0 or 1 and its slope is 0.</summary>
    private const float LogisticLimit = 110f;

    private const float TailCentre = 4.25f;
    private const float T0 = 0.759554209f;
    private const float T1 = -0.625129804f;
    private const float T2 = 0.41822749f;
    private const float T3 = -0.220515015f;
    private const float T4 = 0.0852729129f;
    private const float T5 = -0.0193682222f;
    private const float T6 = -0.00075501506f;
    private const float T7 = 0.00218541277f;
    private const float T8 = -0.000357770089f;
    private const float T9 = -0.000230539925f;

    /// <summary>1 / sqrt(2 pi), the normal density at 0.</summary>
    private const float NormalPeak = 0.398942280f;

    /// <summary>2 sqrt(2 / pi).</summary>
    private const float TanhGelu1 = 1.59576912f;

    /// <summary>0.044715 times as much.</summary>
    private const float TanhGelu3 = 0.0713548163f;

    /// <summary>x Φ(x).</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Gelu(float x)
    {
        float tail = NormalTail(MathF.Min(NormalLimit, MathF.Abs(x)), out _);
        return x < 0f ? MathF.Max(-NormalLimit, x) * tail : x * (1f - tail);
    }

    /// <summary>The derivative of <see cref="Gelu(float)"/>: Φ(x) + x φ(x).</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GeluDerivative(float x)
    {
        x = Math.Clamp(x, -NormalLimit, NormalLimit);
        float tail = NormalTail(MathF.Abs(x), out float e);
        return (x < 0f ? tail : 1f - tail) + (x * NormalPeak * e);
    }

    /// <summary>
    /// The approximation of <see cref="Gelu(float)"/> by a hyperbolic tangent,
    /// x/2 (1 + tanh(sqrt(2/π) (x + 0.044715 x³))), written as x sigmoid(2 sqrt(2/π) (x + 0.044715 x³)).
    /// </summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float TanhGelu(float x)
    {
        x = x < -NormalLimit ? -NormalLimit : x;
        return x * Sigmoid(x * ((TanhGelu3 * (x * x)) + TanhGelu1));
    }

    /// <summary>The derivative of <see cref="TanhGelu(float)"/>.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float TanhGeluDerivative(float x)
    {
        x = Math.Clamp(x, -NormalLimit, NormalLimit);
        float square = x * x;
        float sigmoid = SigmoidWithSlope(x * ((TanhGelu3 * square) + TanhGelu1), out float slope);
        return sigmoid + (x * slope * ((3f * TanhGelu3 * square) + TanhGelu1));
    }

    /// <summary>x sigmoid(x), also called SiLU.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Swish(float x) => (x < -LogisticLimit ? -LogisticLimit : x) * Sigmoid(x);

    /// <summary>The derivative of <see cref="Swish(float)"/>.</summary>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SwishDerivative(float x)
    {
        x = Math.Clamp(x, -LogisticLimit, LogisticLimit);
        return SigmoidWithSlope(x, out float slope) + (x * slope);
    }

    /// <summary>Φ(-a) for a from 0 to <see cref="NormalLimit"/>, and exp(-a²/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float NormalTail(float a, out float e)
    {
        double square = (double)a * a;
        float rounded = (float)square;
        float rounding = (float)(square - rounded);
        e = Exp(-0.5f * rounded);
        e += -0.5f * rounding * e;

        float r = 1f / (a + TailCentre);
        float s = (a - TailCentre) * r;
        float t = (((((((((((((((((T9 * s) + T8) * s) + T7) * s) + T6) * s) + T5) * s) + T4) * s) + T3) * s) + T2) * s) + T1) * s) + T0;
        return e * (r * t);
    }

    /// <summary>The logistic function, and its derivative without the cancellation of y (1 - y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SigmoidWithSlope(float x, out float slope)
    {
        float e = Exp(-MathF.Abs(x));
        float above = 1f / (1f + e);
        float below = e * above;
        slope = above * below;
        return x < 0f ? below : above;
    }
}
