namespace StaticNet.Conformance.Tests.Reference;

/// <summary>The values that a forward pass made, of all pictures: the input, then the output of every layer.</summary>
internal sealed class ReferencePass(ReferenceNetwork network, double[][][] values)
{
    public int Count => values[0].Length;

    public double[] Output(int picture) => values[^1][picture];

    public double[] Value(int picture, int layer) => values[layer + 1][picture];

    /// <summary>
    /// Sets every parameter's gradient to the sum over the pictures and returns the gradient with respect to each input.
    /// </summary>
    public double[][] Backward(IReadOnlyList<double[]> outputGradients, GradientEnters entry = GradientEnters.AtOutput)
    {
        foreach (ReferenceParameter parameter in network.Parameters)
        {
            Array.Clear(parameter.Gradient);
        }

        int last = network.Layers.Count - (entry == GradientEnters.BeforeSoftmax ? 2 : 1);
        double[][] gradients = [.. outputGradients];
        for (int i = last; i >= 0; i--)
        {
            gradients = network.Layers[i].Backward(values[i], values[i + 1], gradients);
        }

        return gradients;
    }

    /// <summary>
    /// The least distance of any value from a kink of the layer that reads it, in units of that value's root mean square. Where it
    /// is near the rounding error, single precision may rightly find another gradient.
    /// </summary>
    public double KinkDistance()
    {
        double nearest = double.PositiveInfinity;
        for (int picture = 0; picture < Count; picture++)
        {
            for (int i = 0; i < network.Layers.Count; i++)
            {
                double[] x = values[i][picture];
                double scale = Math.Sqrt(x.Sum(static value => value * value) / x.Length);
                nearest = scale > 0 ? Math.Min(nearest, network.Layers[i].KinkDistance(x) / scale) : nearest;
            }
        }

        return nearest;
    }
}
