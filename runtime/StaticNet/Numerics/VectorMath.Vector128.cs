using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IntLanes = System.Runtime.Intrinsics.Vector128<int>;
using Lanes = System.Runtime.Intrinsics.Vector128<float>;
using Vector = System.Runtime.Intrinsics.Vector128;

namespace StaticNet;

// The build makes the forms of 8 and 16 lanes from this file: see VectorMath.targets.
public static partial class VectorMath
{
    /// <summary>e to the power x, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Exp(Lanes x)
    {
        Lanes magic = Vector.Create(RoundingMagic);
        Lanes shifted = Vector.FusedMultiplyAdd(x, Vector.Create(Log2E), magic);
        Lanes n = shifted - magic;
        Lanes r = Vector.FusedMultiplyAdd(n, Vector.Create(-Ln2High), x);
        r = Vector.FusedMultiplyAdd(n, Vector.Create(-Ln2Low), r);
        Lanes p = Vector.FusedMultiplyAdd(Vector.Create(P4), r, Vector.Create(P3));
        p = Vector.FusedMultiplyAdd(p, r, Vector.Create(P2));
        p = Vector.FusedMultiplyAdd(p, r, Vector.Create(P1));
        p = Vector.FusedMultiplyAdd(p, r, Vector.Create(P0));
        Lanes exp = Vector.Create(1f) + Vector.FusedMultiplyAdd(r * r, p, r);

        // 2^n in two factors, since n alone may be beyond the exponents of normal floats.
        IntLanes power = shifted.AsInt32() - magic.AsInt32();
        IntLanes half = power >> 1;
        IntLanes bias = Vector.Create(127);
        exp = exp * ((half + bias) << 23).AsSingle() * ((power - half + bias) << 23).AsSingle();

        // What lies outside the range has passed through as nonsense and is replaced; NaN compares false twice and
        // stays.
        exp = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector.Create(ExpHigh)), Vector.Create(float.PositiveInfinity), exp);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector.Create(ExpLow)), Lanes.Zero, exp);
    }

    /// <summary>The hyperbolic tangent, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Tanh(Lanes x)
    {
        Lanes magnitude = Vector.Abs(x);
        Lanes z = x * x;
        Lanes q = Vector.FusedMultiplyAdd(Vector.Create(Q4), z, Vector.Create(Q3));
        q = Vector.FusedMultiplyAdd(q, z, Vector.Create(Q2));
        q = Vector.FusedMultiplyAdd(q, z, Vector.Create(Q1));
        q = Vector.FusedMultiplyAdd(q, z, Vector.Create(Q0));
        Lanes small = Vector.FusedMultiplyAdd(x * z, q, x);

        Lanes one = Vector.Create(1f);
        Lanes large = one - (Vector.Create(2f) / (Exp(magnitude + magnitude) + one));
        Lanes tanh = Vector.ConditionalSelect(Vector.LessThan(magnitude, Vector.Create(TanhSmall)), small, large);

        // Also the polynomial needs the sign: it takes -0 to 0.
        return tanh | (x & Vector.Create(-0f));
    }

    /// <summary>The logistic function 1 / (1 + exp(-x)), lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Sigmoid(Lanes x)
    {
        Lanes one = Vector.Create(1f);
        Lanes e = Exp(-Vector.Abs(x));
        return Vector.ConditionalSelect(Vector.LessThan(x, Lanes.Zero), e, one) / (one + e);
    }
}
