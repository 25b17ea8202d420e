namespace StaticNet.Conformance.Tests.Reference;

/// <summary>The values that a forward pass made, of all pictures: the input, then the value of every node.</summary>
internal sealed class ReferencePass(ReferenceNetwork network, double[][][] values)
{
    public int Count => values[0].Length;

    /// <summary>A picture's row of outputs: the main one, then the others; in training with those that only training has.</summary>
    public double[] Output(int picture, bool training = false) =>
        [.. network.OutputsOf(training).SelectMany(value => values[value][picture])];

    public double[] Value(int picture, int node) => values[node + 1][picture];

    /// <summary>
    /// Sets every parameter's gradient to the sum over the pictures and returns the gradient with respect to each input.
    /// </summary>
    /// <param name="outputGradients">Per picture, the row of all outputs that training has.</param>
    /// <param name="entry">Where they enter.</param>
    public double[][] Backward(IReadOnlyList<double[]> outputGradients, GradientEnters entry = GradientEnters.AtOutput)
    {
        foreach (ReferenceParameter parameter in network.Parameters)
        {
            Array.Clear(parameter.Gradient);
        }

        double[]?[][] gradients = [.. values.Select(value => new double[]?[value.Length])];
        var skipped = new HashSet<int>();
        int offset = 0;
        foreach (int output in network.OutputsOf(training: true))
        {
            int length = values[output][0].Length, from = offset, target = output;
            if (entry == GradientEnters.BeforeSoftmax && network.Nodes[output - 1].Layer is SoftmaxReference)
            {
                target = network.Nodes[output - 1].Inputs[0];
                skipped.Add(output);
            }

            AddTo(gradients[target], [.. outputGradients.Select(row => row[from..(from + length)])]);
            offset += length;
        }

        for (int i = network.Nodes.Count; i > 0; i--)
        {
            ReferenceNode node = network.Nodes[i - 1];
            if (gradients[i][0] is null || skipped.Contains(i))
            {
                continue;
            }

            double[][] dy = [.. gradients[i].Select(static gradient => gradient!)];
            double[][][] inputs = [.. node.Inputs.Select(input => values[input])];
            double[][][] contributions = node.Layer is JoinReference join
                ? join.Backward(inputs, dy)
                : [node.Layer.Backward(inputs[0], values[i], dy)];
            for (int input = 0; input < contributions.Length; input++)
            {
                AddTo(gradients[node.Inputs[input]], contributions[input]);
            }
        }

        return [.. gradients[0].Select(static gradient => gradient!)];
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
            foreach (ReferenceNode node in network.Nodes)
            {
                double[] x = values[node.Inputs[0]][picture];
                double scale = Math.Sqrt(x.Sum(static value => value * value) / x.Length);
                nearest = scale > 0 ? Math.Min(nearest, node.Layer.KinkDistance(x) / scale) : nearest;
            }
        }

        return nearest;
    }

    private static void AddTo(double[]?[] sum, double[][] contribution)
    {
        for (int picture = 0; picture < sum.Length; picture++)
        {
            sum[picture] = sum[picture] is { } already
                ? [.. already.Zip(contribution[picture], static (a, b) => a + b)]
                : [.. contribution[picture]];
        }
    }
}
