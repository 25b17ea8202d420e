namespace StaticNet.Conformance.Tests.Reference;

/// <summary>The values that a forward pass made: for each picture the input, then the output of every layer.</summary>
internal sealed class ReferencePass(ReferenceNetwork network, double[][][] values)
{
    public int Count => values.Length;

    public double[] Output(int picture) => values[picture][^1];

    public double[] Value(int picture, int layer) => values[picture][layer + 1];

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
        var inputGradients = new double[Count][];
        for (int picture = 0; picture < Count; picture++)
        {
            double[] gradient = outputGradients[picture];
            for (int i = last; i >= 0; i--)
            {
                gradient = network.Layers[i].Backward(values[picture][i], values[picture][i + 1], gradient, picture);
            }

            inputGradients[picture] = gradient;
        }

        return inputGradients;
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
                double[] x = values[picture][i];
                double scale = Math.Sqrt(x.Sum(static value => value * value) / x.Length);
                nearest = scale > 0 ? Math.Min(nearest, network.Layers[i].KinkDistance(x) / scale) : nearest;
            }
        }

        return nearest;
    }
}
