namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// One layer in double precision, written for plainness: one picture at a time, one loop per index of the formula.
/// It is the definition that generated code is held to.
/// </summary>
internal abstract class ReferenceLayer(MapShape input, MapShape output)
{
    public MapShape Input { get; } = input;

    public MapShape Output { get; } = output;

    /// <summary>Trainable tensors in declaration order: weight, then bias.</summary>
    public virtual IReadOnlyList<ReferenceParameter> Parameters => [];

    /// <summary>The layer's value at <paramref name="x"/>; <paramref name="picture"/> is its place in the batch.</summary>
    public abstract double[] Forward(double[] x, int picture);

    /// <summary>
    /// Given the loss's gradient with respect to <paramref name="y"/> = Forward(<paramref name="x"/>): adds to the parameters'
    /// gradients and returns the gradient with respect to x.
    /// </summary>
    public abstract double[] Backward(double[] x, double[] y, double[] dy, int picture);

    /// <summary>True when a picture's value in training depends on the others that are with it.</summary>
    public virtual bool SeesTheBatch => false;

    /// <summary>The values of all pictures, in prediction or in training; a layer that <see cref="SeesTheBatch"/> overrides it.</summary>
    public virtual double[][] Forward(double[][] x, bool training) => [.. x.Select((value, picture) => Forward(value, picture))];

    /// <summary>The gradients of all pictures that <see cref="Forward(double[][], bool)"/> saw in training.</summary>
    public virtual double[][] Backward(double[][] x, double[][] y, double[][] dy) =>
        [.. x.Select((value, picture) => Backward(value, y[picture], dy[picture], picture))];

    /// <summary>
    /// How far the nearest point lies at which the layer's derivative jumps: there, rounding decides which of two gradients is
    /// right. Values that are exactly equal do not count, since ties have a rule.
    /// </summary>
    public virtual double KinkDistance(double[] x) => double.PositiveInfinity;
}

/// <summary>
/// A tensor in PyTorch's order, and the loss's gradient with respect to it; for state, which is not trained, the change that the
/// pictures ask for times their number.
/// </summary>
internal sealed class ReferenceParameter(string name, params int[] shape)
{
    /// <summary>"weight" or "bias" in a layer; with the layer's name in front in a network: "conv1.weight".</summary>
    public string Name { get; set; } = name;

    public int[] Shape { get; } = shape;

    public bool IsState { get; init; }

    /// <summary>Only positive values have a meaning.</summary>
    public bool IsVariance { get; init; }

    public double[] Values { get; } = new double[shape.Aggregate(1, static (product, size) => product * size)];

    public double[] Gradient { get; } = new double[shape.Aggregate(1, static (product, size) => product * size)];
}
