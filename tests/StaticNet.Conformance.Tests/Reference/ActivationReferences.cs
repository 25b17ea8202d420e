using StaticNet.Tests.Numerics;

namespace StaticNet.Conformance.Tests.Reference;

/// <summary>min(max(x, 0), 6); the derivative at both corners is 0, as in PyTorch.</summary>
internal sealed class Relu6Reference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => Math.Clamp(x, 0, 6);

    protected override double Derivative(double x, double y) => x is > 0 and < 6 ? 1 : 0;

    public override double KinkDistance(double[] x) => ElementwiseKink.At(x, 0, 6);
}

/// <summary>s x above 0, s a (exp(x) - 1) otherwise: ELU with s = 1, SELU with constants of its own.</summary>
internal sealed class EluReference(MapShape shape, double alpha, double scale = 1) : ActivationReference(shape)
{
    private readonly double alpha = (float)alpha;

    public static EluReference Selu(MapShape shape) => new(shape, 1.6732632423543772, 1.0507009873554805);

    protected override double Value(double x) => scale * (x > 0 ? x : alpha * DoubleMath.Expm1(x));

    protected override double Derivative(double x, double y) => scale * (x > 0 ? 1 : alpha * Math.Exp(x));

    public override double KinkDistance(double[] x) => alpha == 1 ? double.PositiveInfinity : ElementwiseKink.At(x, 0);
}

/// <summary>x Φ(x), Φ the distribution function of the standard normal distribution.</summary>
internal sealed class GeluReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => x * DoubleMath.NormalDistribution(x);

    protected override double Derivative(double x, double y) =>
        DoubleMath.NormalDistribution(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
}

/// <summary>x/2 (1 + tanh(u)) with u = sqrt(2/π) (x + 0.044715 x³).</summary>
internal sealed class TanhGeluReference(MapShape shape) : ActivationReference(shape)
{
    private static readonly double Factor = Math.Sqrt(2 / Math.PI);

    protected override double Value(double x) => x / 2 * (1 + Tanh(x));

    protected override double Derivative(double x, double y) =>
        ((1 + Tanh(x)) / 2) + (x / 2 * (1 - (Tanh(x) * Tanh(x))) * Factor * (1 + (3 * 0.044715 * x * x)));

    private static double Tanh(double x) => Math.Tanh(Factor * (x + (0.044715 * x * x * x)));
}

/// <summary>log(1 + exp(x)).</summary>
internal sealed class SoftplusReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => DoubleMath.Softplus(x);

    protected override double Derivative(double x, double y) => DoubleMath.Sigmoid(x);
}

/// <summary>min(max(slope x + 1/2, 0), 1).</summary>
internal sealed class HardSigmoidReference(MapShape shape, double slope) : ActivationReference(shape)
{
    private readonly double slope = (float)slope;

    protected override double Value(double x) => Math.Clamp((slope * x) + 0.5, 0, 1);

    protected override double Derivative(double x, double y) => y is > 0 and < 1 ? slope : 0;

    public override double KinkDistance(double[] x) => ElementwiseKink.At(x, -0.5 / slope, 0.5 / slope);
}

/// <summary>x min(max(x + 3, 0), 6) / 6.</summary>
internal sealed class HardSwishReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => x * Math.Clamp(x + 3, 0, 6) / 6;

    protected override double Derivative(double x, double y) => x <= -3 ? 0 : x > 3 ? 1 : ((2 * x) + 3) / 6;

    public override double KinkDistance(double[] x) => ElementwiseKink.At(x, -3, 3);
}

/// <summary>x / (1 + exp(-x)).</summary>
internal sealed class SwishReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => x * DoubleMath.Sigmoid(x);

    protected override double Derivative(double x, double y) => DoubleMath.Sigmoid(x) + (x * DoubleMath.SigmoidSlope(x));
}

/// <summary>x above 0, a[c] x otherwise, with a slope of each channel or one of all.</summary>
internal sealed class PReluReference(MapShape shape, bool shared) : ReferenceLayer(shape, shape)
{
    private readonly ReferenceParameter weight = new("weight", shared ? 1 : shape.Channels);

    public override IReadOnlyList<ReferenceParameter> Parameters => [weight];

    public override double[] Forward(double[] x, int picture) => [.. x.Select((value, i) => value > 0 ? value : weight.Values[SlopeOf(i)] * value)];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        for (int i = 0; i < x.Length; i++)
        {
            weight.Gradient[SlopeOf(i)] += x[i] > 0 ? 0 : x[i] * dy[i];
        }

        return [.. dy.Select((gradient, i) => x[i] > 0 ? gradient : weight.Values[SlopeOf(i)] * gradient)];
    }

    public override double KinkDistance(double[] x) => ElementwiseKink.At(x, 0);

    private int SlopeOf(int index) => shared ? 0 : index / Input.Positions;
}

/// <summary>
/// Dropout of whole channels, by a mask of channels that the caller supplies; without one the layer is the identity, as in prediction.
/// </summary>
internal sealed class SpatialDropoutReference(MapShape shape, double rate) : ReferenceLayer(shape, shape)
{
    public double Rate => rate;

    /// <summary>For a picture of the batch, which channels are kept; null while predicting.</summary>
    public Func<int, bool[]>? Kept { get; set; }

    public override double[] Forward(double[] x, int picture) => Mask(x, picture);

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) => Mask(dy, picture);

    private double[] Mask(double[] values, int picture)
    {
        if (Kept is null)
        {
            return values;
        }

        bool[] kept = Kept(picture);
        return [.. values.Select((value, index) => kept[index / Input.Positions] ? value / (1 - rate) : 0)];
    }
}
