namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A loss of one picture and its gradient with respect to the network's output (or the logits, where it says so).</summary>
internal readonly record struct LossValue(double Loss, double[] Gradient);

/// <summary>The losses for one picture, by their formulas.</summary>
internal static class Losses
{
    /// <summary>-log p[label] of the softmax's output p; the gradient is with respect to p.</summary>
    public static LossValue CrossEntropy(double[] p, int label) =>
        new(-Math.Log(p[label]), [.. p.Select((value, i) => i == label ? -1 / value : 0)]);

    /// <summary>-log softmax(x)[label]; the gradient is with respect to the logits x: p - y.</summary>
    public static LossValue CrossEntropyOfLogits(double[] x, int label)
    {
        double[] p = new SoftmaxReference(MapShape.Vector(x.Length)).Forward(x, 0);
        return new(-Math.Log(p[label]), [.. p.Select((value, i) => i == label ? value - 1 : value)]);
    }

    /// <summary>-(t log p + (1-t) log(1-p)), averaged over the outputs.</summary>
    public static LossValue BinaryCrossEntropy(double[] p, double[] target) => new(
        -p.Zip(target, static (value, t) => (t * Math.Log(value)) + ((1 - t) * Math.Log(1 - value))).Average(),
        [.. p.Zip(target, (value, t) => (value - t) / (value * (1 - value)) / p.Length)]);

    /// <summary>(y-t)^2, averaged over the outputs.</summary>
    public static LossValue MeanSquaredError(double[] y, double[] target) => new(
        y.Zip(target, static (value, t) => (value - t) * (value - t)).Average(),
        [.. y.Zip(target, (value, t) => 2 * (value - t) / y.Length)]);

    /// <summary>(y-t)^2 / 2, summed over the outputs.</summary>
    public static LossValue HalfSquares(double[] y, double[] target) => new(
        y.Zip(target, static (value, t) => (value - t) * (value - t) / 2).Sum(),
        [.. y.Zip(target, static (value, t) => value - t)]);
}
