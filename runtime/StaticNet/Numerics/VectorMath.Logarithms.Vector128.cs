using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IntLanes = System.Runtime.Intrinsics.Vector128<int>;
using Lanes = System.Runtime.Intrinsics.Vector128<float>;
using Vector = System.Runtime.Intrinsics.Vector128;

namespace StaticNet;

// The build makes the forms of 8 and 16 lanes from this file: see VectorMath.targets.
public static partial class VectorMath
{
    /// <summary>e to the power x, less 1, lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Expm1(Lanes x)
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
        Lanes q = Vector.FusedMultiplyAdd(r * r, p, r);

        // Half of everything, since 2^n is beyond the floats where n is 128.
        IntLanes power = shifted.AsInt32() - magic.AsInt32();
        Lanes scale = ((power + Vector.Create(126)) << 23).AsSingle();
        Lanes half = Vector.FusedMultiplyAdd(scale, q, scale - Vector.Create(0.5f));
        Lanes expm1 = half + half;

        // What lies outside the range has passed through as nonsense and is replaced; NaN compares false twice and
        // stays.
        expm1 = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector.Create(ExpHigh)), Vector.Create(float.PositiveInfinity), expm1);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector.Create(Expm1Low)), Vector.Create(-1f), expm1);
    }

    /// <summary>The natural logarithm, lane by lane: -infinity at 0, NaN below.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Log(Lanes x)
    {
        Lanes isSubnormal = Vector.LessThan(x, Vector.Create(LeastNormal));
        IntLanes bits = Vector.ConditionalSelect(isSubnormal, x * Vector.Create(Subnormals), x).AsInt32();
        IntLanes power = (bits - Vector.Create(RootOfHalfBits)) >> 23;
        Lanes k = Vector.ConvertToSingle(power) - (isSubnormal & Vector.Create(SubnormalsLog2));
        Lanes f = (bits - (power << 23)).AsSingle() - Vector.Create(1f);
        Lanes log = Vector.FusedMultiplyAdd(k, Vector.Create(Ln2High), f + Vector.FusedMultiplyAdd(k, Vector.Create(Ln2Low), LogRest(f)));

        Lanes isRegular = Vector.GreaterThan(x, Lanes.Zero) & Vector.LessThan(x, Vector.Create(float.PositiveInfinity));
        Lanes other = Vector.ConditionalSelect(Vector.LessThan(x, Lanes.Zero), Vector.Create(float.NaN), x);
        other = Vector.ConditionalSelect(Vector.Equals(x, Lanes.Zero), Vector.Create(float.NegativeInfinity), other);
        return Vector.ConditionalSelect(isRegular, log, other);
    }

    /// <summary>log(1 + exp(x)), lane by lane.</summary>
    /// <param name="x">Any values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Softplus(Lanes x)
    {
        Lanes e = Exp(-Vector.Abs(x));
        Lanes isHalved = Vector.GreaterThan(e, Vector.Create(RootOfTwoLess1));
        Lanes f = Vector.ConditionalSelect(isHalved, (e - Vector.Create(1f)) * Vector.Create(0.5f), e);
        Lanes log = (isHalved & Vector.Create(Ln2High)) + (f + ((isHalved & Vector.Create(Ln2Low)) + LogRest(f)));
        return Vector.MaxNative(Lanes.Zero, x) + log;
    }

    /// <summary>log(1 + f) - f for f from sqrt(1/2) - 1 to sqrt(2) - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes LogRest(Lanes f)
    {
        Lanes l = Vector.FusedMultiplyAdd(Vector.Create(L7), f, Vector.Create(L6));
        l = Vector.FusedMultiplyAdd(l, f, Vector.Create(L5));
        l = Vector.FusedMultiplyAdd(l, f, Vector.Create(L4));
        l = Vector.FusedMultiplyAdd(l, f, Vector.Create(L3));
        l = Vector.FusedMultiplyAdd(l, f, Vector.Create(L2));
        l = Vector.FusedMultiplyAdd(l, f, Vector.Create(L1));
        l = Vector.FusedMultiplyAdd(l, f, Vector.Create(L0));
        Lanes square = f * f;
        return Vector.FusedMultiplyAdd(f * square, l, square * Vector.Create(-0.5f));
    }
}
