namespace StaticNet.Conformance.Tests.Reference;

/// <summary>Where several values come together: a layer of more than one input.</summary>
internal abstract class JoinReference(MapShape[] inputs, MapShape output) : ReferenceLayer(inputs[0], output)
{
    protected MapShape[] Inputs { get; } = inputs;

    public static JoinReference Create(string kind, MapShape[] inputs) => kind switch
    {
        "Add" => new SumReference(inputs),
        "Multiply" => new ProductReference(inputs),
        "Concat" => new ConcatenationReference(inputs),
        _ => throw new ArgumentException($"{kind} joins nothing."),
    };

    /// <param name="inputs">Per input, the values of all pictures.</param>
    public double[][] Forward(double[][][] inputs) =>
        [.. Enumerable.Range(0, inputs[0].Length).Select(picture => Join([.. inputs.Select(input => input[picture])]))];

    /// <param name="inputs">Per input, the values of all pictures.</param>
    /// <param name="dy">The gradients of all pictures.</param>
    /// <returns>Per input, the gradients of all pictures.</returns>
    public double[][][] Backward(double[][][] inputs, double[][] dy) =>
        [.. Enumerable.Range(0, inputs.Length).Select(input => dy.Select((gradient, picture) =>
            Gradient(input, [.. inputs.Select(value => value[picture])], gradient)).ToArray())];

    public sealed override double[] Forward(double[] x, int picture) => throw new InvalidOperationException("A join has several inputs.");

    public sealed override double[] Backward(double[] x, double[] y, double[] dy, int picture) =>
        throw new InvalidOperationException("A join has several inputs.");

    protected abstract double[] Join(double[][] x);

    protected abstract double[] Gradient(int input, double[][] x, double[] dy);

    private sealed class SumReference(MapShape[] inputs) : JoinReference(inputs, inputs[0])
    {
        protected override double[] Join(double[][] x) => [.. x[0].Select((_, i) => x.Sum(value => value[i]))];

        protected override double[] Gradient(int input, double[][] x, double[] dy) => dy;
    }

    private sealed class ProductReference(MapShape[] inputs) : JoinReference(inputs, inputs[0])
    {
        protected override double[] Join(double[][] x) => [.. x[0].Select((_, i) => x.Aggregate(1.0, (product, value) => product * value[i]))];

        protected override double[] Gradient(int input, double[][] x, double[] dy) =>
            [.. dy.Select((gradient, i) => x.Where((_, other) => other != input).Aggregate(gradient, (product, value) => product * value[i]))];
    }

    /// <summary>Channels are the outermost index, so one value simply follows the other.</summary>
    private sealed class ConcatenationReference(MapShape[] inputs)
        : JoinReference(inputs, inputs[0] with { Channels = inputs.Sum(static shape => shape.Channels) })
    {
        protected override double[] Join(double[][] x) => [.. x.SelectMany(static value => value)];

        protected override double[] Gradient(int input, double[][] x, double[] dy)
        {
            int start = Inputs.Take(input).Sum(static shape => shape.Length);
            return dy[start..(start + Inputs[input].Length)];
        }
    }
}
