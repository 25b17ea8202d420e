namespace StaticNet.Conformance.Tests.Reference;

/// <summary>y = f(x) for every value by itself; the derivative is a function of x and y.</summary>
internal abstract class ActivationReference(MapShape shape) : ReferenceLayer(shape, shape)
{
    protected abstract double Value(double x);

    protected abstract double Derivative(double x, double y);

    public override double[] Forward(double[] x, int picture) => [.. x.Select(Value)];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) =>
        [.. dy.Select((gradient, index) => gradient * Derivative(x[index], y[index]))];
}

/// <summary>max(0, x); the derivative at 0 is 0, as in PyTorch.</summary>
internal sealed class ReluReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => x > 0 ? x : 0;

    protected override double Derivative(double x, double y) => x > 0 ? 1 : 0;

    public override double KinkDistance(double[] x) => ElementwiseKink.AtZero(x);
}

/// <summary>x above 0, slope * x otherwise; the derivative at 0 is the slope, as in PyTorch.</summary>
internal sealed class LeakyReluReference(MapShape shape, double slope) : ActivationReference(shape)
{
    // The emitted constant is a float, so that is the slope that counts.
    private readonly double slope = (float)slope;

    protected override double Value(double x) => x > 0 ? x : slope * x;

    protected override double Derivative(double x, double y) => x > 0 ? 1 : slope;

    public override double KinkDistance(double[] x) => ElementwiseKink.AtZero(x);
}

internal sealed class TanhReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => Math.Tanh(x);

    protected override double Derivative(double x, double y) => 1 - (y * y);
}

/// <summary>1 / (1 + exp(-x)).</summary>
internal sealed class SigmoidReference(MapShape shape) : ActivationReference(shape)
{
    protected override double Value(double x) => 1 / (1 + Math.Exp(-x));

    protected override double Derivative(double x, double y) => y * (1 - y);
}

/// <summary>
/// Inverted dropout: while training, values are multiplied by 0 or 1/(1-rate) according to a mask that the caller supplies;
/// without one the layer is the identity, as in prediction.
/// </summary>
internal sealed class DropoutReference(MapShape shape, double rate) : ReferenceLayer(shape, shape)
{
    /// <summary>For a picture of the batch, which values are kept; null while predicting.</summary>
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
        return [.. values.Select((value, index) => kept[index] ? value / (1 - rate) : 0)];
    }
}

internal static class ElementwiseKink
{
    public static double AtZero(double[] x) => At(x, 0);

    /// <summary>The distance of the nearest value to one of the points where a function has a corner.</summary>
    public static double At(double[] x, params double[] corners) =>
        x.SelectMany(value => corners.Select(corner => Math.Abs(value - corner)))
            .Where(static distance => distance != 0).DefaultIfEmpty(double.PositiveInfinity).Min();
}
