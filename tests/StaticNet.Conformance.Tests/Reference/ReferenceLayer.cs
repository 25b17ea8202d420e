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

    /// <summary>
    /// How far the nearest point lies at which the layer's derivative jumps: there, rounding decides which of two gradients is
    /// right. Values that are exactly equal do not count, since ties have a rule.
    /// </summary>
    public virtual double KinkDistance(double[] x) => double.PositiveInfinity;
}

/// <summary>A trainable tensor in PyTorch's order, and the loss's gradient with respect to it.</summary>
internal sealed class ReferenceParameter(string name, params int[] shape)
{
    /// <summary>"weight" or "bias" in a layer; with the layer's name in front in a network: "conv1.weight".</summary>
    public string Name { get; set; } = name;

    public int[] Shape { get; } = shape;

    public double[] Values { get; } = new double[shape.Aggregate(1, static (product, size) => product * size)];

    public double[] Gradient { get; } = new double[shape.Aggregate(1, static (product, size) => product * size)];
}
