using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StaticNet.Tests.Numerics;

/// <summary>One function of VectorMath in its four widths, with what it shall be.</summary>
/// <param name="Exact">The function in double precision.</param>
/// <param name="Bound">The largest error that its documentation admits.</param>
/// <param name="Limits">Its values at <see cref="LimitPoints"/>.</param>
internal sealed record VectorFunction(
    Func<double, double> Exact,
    double Bound,
    float[] Limits,
    Func<float, float> One,
    Func<Vector128<float>, Vector128<float>> Four,
    Func<Vector256<float>, Vector256<float>> Eight,
    Func<Vector512<float>, Vector512<float>> Sixteen)
{
    /// <summary>
    /// True when <see cref="Bound"/> is a part of the greater of 1 and the result, for functions that cross zero; else it counts units in
    /// the last place.
    /// </summary>
    public bool IsAbsolute { get; init; }

    /// <summary>True for x times a function of x.</summary>
    public bool IsGated { get; init; }

    public static float[] LimitPoints { get; } =
        [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f, float.MinValue, float.MaxValue, float.Epsilon];

    public static IReadOnlyDictionary<string, VectorFunction> All { get; } = new Dictionary<string, VectorFunction>
    {
        ["Exp"] = new(
            Math.Exp, 1.1, [float.NaN, 0f, float.PositiveInfinity, 1f, 1f, 0f, float.PositiveInfinity, 1f],
            VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp),
        ["Expm1"] = new(
            DoubleMath.Expm1, 1.7, [float.NaN, -1f, float.PositiveInfinity, 0f, 0f, -1f, float.PositiveInfinity, float.Epsilon],
            VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1),
        ["Log"] = new(
            Math.Log, 0.9, [float.NaN, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.NegativeInfinity, float.NaN, 88.7228394f, -103.278931f],
            VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log),
        ["Tanh"] = new(
            Math.Tanh, 1.4, [float.NaN, -1f, 1f, -0f, 0f, -1f, 1f, float.Epsilon],
            VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh),
        ["Sigmoid"] = new(
            DoubleMath.Sigmoid, 2.2, [float.NaN, 0f, 1f, 0.5f, 0.5f, 0f, 1f, 0.5f],
            VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid),
        ["Softplus"] = new(
            DoubleMath.Softplus, 2.2, [float.NaN, 0f, float.PositiveInfinity, 0.693147181f, 0.693147181f, 0f, float.MaxValue, 0.693147181f],
            VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus),
        ["Gelu"] = new(
            static x => x * DoubleMath.NormalDistribution(x), 7, [float.NaN, -0f, float.PositiveInfinity, -0f, 0f, -0f, float.MaxValue, 0f],
            VectorMath.Gelu, VectorMath.Gelu, VectorMath.Gelu, VectorMath.Gelu) { IsGated = true },
        ["GeluDerivative"] = new(
            static x => DoubleMath.NormalDistribution(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)), 4e-7, [float.NaN, 0f, 1f, 0.5f, 0.5f, 0f, 1f, 0.5f],
            VectorMath.GeluDerivative, VectorMath.GeluDerivative, VectorMath.GeluDerivative, VectorMath.GeluDerivative) { IsAbsolute = true },
        ["TanhGelu"] = new(
            static x => x * DoubleMath.Sigmoid(TanhGeluGate(x)), 4e-7, [float.NaN, -0f, float.PositiveInfinity, -0f, 0f, -0f, float.MaxValue, 0f],
            VectorMath.TanhGelu, VectorMath.TanhGelu, VectorMath.TanhGelu, VectorMath.TanhGelu) { IsAbsolute = true },
        ["TanhGeluDerivative"] = new(
            static x => DoubleMath.Sigmoid(TanhGeluGate(x))
                + (x * DoubleMath.SigmoidSlope(TanhGeluGate(x)) * 2 * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * x * x))),
            4e-7, [float.NaN, 0f, 1f, 0.5f, 0.5f, 0f, 1f, 0.5f],
            VectorMath.TanhGeluDerivative, VectorMath.TanhGeluDerivative, VectorMath.TanhGeluDerivative, VectorMath.TanhGeluDerivative) { IsAbsolute = true },
        ["Swish"] = new(
            static x => x * DoubleMath.Sigmoid(x), 3.2, [float.NaN, -0f, float.PositiveInfinity, -0f, 0f, -0f, float.MaxValue, 0f],
            VectorMath.Swish, VectorMath.Swish, VectorMath.Swish, VectorMath.Swish) { IsGated = true },
        ["SwishDerivative"] = new(
            static x => DoubleMath.Sigmoid(x) + (x * DoubleMath.SigmoidSlope(x)), 4e-7, [float.NaN, 0f, 1f, 0.5f, 0.5f, 0f, 1f, 0.5f],
            VectorMath.SwishDerivative, VectorMath.SwishDerivative, VectorMath.SwishDerivative, VectorMath.SwishDerivative) { IsAbsolute = true },
    };

    public double Error(float x, float y)
    {
        double exact = Exact(x);

        // The formulas above are 0 times infinity far out; what belongs there is among the limits.
        if (float.IsInfinity(x) || (double.IsNaN(exact) && !float.IsNaN(x) && Math.Abs(x) > 1e6))
        {
            return 0;
        }

        if (IsAbsolute && double.IsFinite(exact))
        {
            return Math.Abs(y - exact) / Math.Max(1, Math.Abs(exact));
        }

        // A gate too small for a normal float is off by half of the least subnormal one, which x then multiplies.
        const double leastNormal = 1.17549435e-38;
        return Ulp.Distance(y, exact) / (IsGated && Math.Abs(exact) < leastNormal * Math.Abs(x) ? Math.Max(1, Math.Abs(x)) : 1);
    }

    public float[] Apply(int width, float[] x)
    {
        float[] y = new float[x.Length];
        ref float from = ref x[0];
        ref float to = ref y[0];
        for (int i = 0; i < x.Length; i += width)
        {
            switch (width)
            {
                case 1:
                    Unsafe.Add(ref to, i) = One(x[i]);
                    break;
                case 4:
                    Four(Vector128.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
                    break;
                case 8:
                    Eight(Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
                    break;
                default:
                    Sixteen(Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
                    break;
            }
        }

        return y;
    }

    private static double TanhGeluGate(double x) => 2 * Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));
}
