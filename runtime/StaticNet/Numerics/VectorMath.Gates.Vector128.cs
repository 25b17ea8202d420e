using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector128<float>;
using Vector = System.Runtime.Intrinsics.Vector128;

namespace StaticNet;

// The build makes the forms of 8 and 16 lanes from this file: see VectorMath.targets. MinNative and MaxNative return their
// second operand where one is NaN, or the NaN, so that in this order NaN stays.
public static partial class VectorMath
{
    /// <summary>x Φ(x), lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Gelu(Lanes x)
    {
        Lanes limit = Vector.Create(NormalLimit);
        Lanes tail = NormalTail(Vector.MinNative(limit, Vector.Abs(x)), out _);
        Lanes gate = Vector.ConditionalSelect(Vector.LessThan(x, Lanes.Zero), tail, Vector.Create(1f) - tail);
        return Vector.MaxNative(-limit, x) * gate;
    }

    /// <summary>The derivative of <see cref="Gelu(Lanes)"/>: Φ(x) + x φ(x), lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes GeluDerivative(Lanes x)
    {
        x = Within(x, NormalLimit);
        Lanes tail = NormalTail(Vector.Abs(x), out Lanes e);
        Lanes gate = Vector.ConditionalSelect(Vector.LessThan(x, Lanes.Zero), tail, Vector.Create(1f) - tail);
        return Vector.FusedMultiplyAdd(x * Vector.Create(NormalPeak), e, gate);
    }

    /// <summary>The approximation of <see cref="Gelu(Lanes)"/> by a hyperbolic tangent, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes TanhGelu(Lanes x)
    {
        x = Vector.MaxNative(Vector.Create(-NormalLimit), x);
        return x * Sigmoid(x * Vector.FusedMultiplyAdd(Vector.Create(TanhGelu3), x * x, Vector.Create(TanhGelu1)));
    }

    /// <summary>The derivative of <see cref="TanhGelu(Lanes)"/>, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes TanhGeluDerivative(Lanes x)
    {
        x = Within(x, NormalLimit);
        Lanes square = x * x;
        Lanes linear = Vector.Create(TanhGelu1);
        Lanes sigmoid = SigmoidWithSlope(x * Vector.FusedMultiplyAdd(Vector.Create(TanhGelu3), square, linear), out Lanes slope);
        return Vector.FusedMultiplyAdd(x * slope, Vector.FusedMultiplyAdd(Vector.Create(3f * TanhGelu3), square, linear), sigmoid);
    }

    /// <summary>x sigmoid(x), also called SiLU, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Swish(Lanes x) => Vector.MaxNative(Vector.Create(-LogisticLimit), x) * Sigmoid(x);

    /// <summary>The derivative of <see cref="Swish(Lanes)"/>, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes SwishDerivative(Lanes x)
    {
        x = Within(x, LogisticLimit);
        Lanes sigmoid = SigmoidWithSlope(x, out Lanes slope);
        return Vector.FusedMultiplyAdd(x, slope, sigmoid);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Within(Lanes x, float limit) =>
        Vector.MinNative(Vector.Create(limit), Vector.MaxNative(Vector.Create(-limit), x));

    /// <summary>Φ(-a) for a from 0 to <see cref="NormalLimit"/>, and exp(-a²/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes NormalTail(Lanes a, out Lanes e)
    {
        Lanes square = a * a;
        Lanes rounding = Vector.FusedMultiplyAdd(a, a, -square);
        Lanes half = Vector.Create(-0.5f);
        e = Exp(half * square);
        e = Vector.FusedMultiplyAdd(half * rounding, e, e);

        Lanes centre = Vector.Create(TailCentre);
        Lanes r = Vector.Create(1f) / (a + centre);
        Lanes s = (a - centre) * r;
        Lanes t = Vector.FusedMultiplyAdd(Vector.Create(T9), s, Vector.Create(T8));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T7));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T6));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T5));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T4));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T3));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T2));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T1));
        t = Vector.FusedMultiplyAdd(t, s, Vector.Create(T0));
        return e * (r * t);
    }

    /// <summary>The logistic function, and its derivative without the cancellation of y (1 - y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes SigmoidWithSlope(Lanes x, out Lanes slope)
    {
        Lanes one = Vector.Create(1f);
        Lanes e = Exp(-Vector.Abs(x));
        Lanes above = one / (one + e);
        Lanes below = e * above;
        slope = above * below;
        return Vector.ConditionalSelect(Vector.LessThan(x, Lanes.Zero), below, above);
    }
}
