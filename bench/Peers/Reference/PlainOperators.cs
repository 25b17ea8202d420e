namespace StaticNet.Peers.Reference;

/// <summary>Operators without a window, by their definition in the ONNX operator set.</summary>
internal static class PlainOperators
{
    /// <summary>The mean of every channel.</summary>
    public static DoubleValue GlobalAveragePool(DoubleValue x)
    {
        var result = new double[x.Channels];
        for (int c = 0; c < result.Length; c++)
        {
            result[c] = Sum(x.Elements.AsSpan(c * x.Positions, x.Positions)) / x.Positions;
        }

        return new DoubleValue([x.Channels, 1, 1], result);
    }

    /// <summary>y[o] = b[o] + sum of w[o, i] x[i]: Gemm with the second matrix transposed, as every model here has it.</summary>
    /// <exception cref="NotSupportedException">The matrix is not transposed, or a factor is written.</exception>
    public static DoubleValue Product(Operator node, DoubleValue x)
    {
        if (node.Integer("transB", 0) != 1 || node.Real("alpha", 1) != 1 || node.Real("beta", 1) != 1)
        {
            throw new NotSupportedException("Gemm has a double-precision reference here only as a dense layer.");
        }

        ReadOnlySpan<float> weights = node.Weights(1);
        int inputs = x.Elements.Length;
        var result = new double[weights.Length / inputs];
        float[]? bias = node.Inputs > 2 ? node.Weights(2) : null;
        for (int o = 0; o < result.Length; o++)
        {
            ReadOnlySpan<float> row = weights.Slice(o * inputs, inputs);
            double sum = bias?[o] ?? 0;
            for (int i = 0; i < row.Length; i++)
            {
                sum += row[i] * x.Elements[i];
            }

            result[o] = sum;
        }

        return new DoubleValue([result.Length], result);
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) * scale + bias, with the stored mean and variance.</summary>
    public static DoubleValue BatchNormalization(Operator node, DoubleValue x)
    {
        float[] scale = node.Weights(1), bias = node.Weights(2), mean = node.Weights(3), variance = node.Weights(4);
        double epsilon = node.Real("epsilon", 1e-5);
        var result = new double[x.Elements.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int c = i / x.Positions;
            result[i] = ((x.Elements[i] - mean[c]) / Math.Sqrt(variance[c] + epsilon) * scale[c]) + bias[c];
        }

        return x with { Elements = result };
    }

    /// <summary>x / (bias + alpha / size * sum of the squares of the channels around)^beta.</summary>
    public static DoubleValue LocalResponseNormalization(Operator node, DoubleValue x)
    {
        int size = node.Integer("size", 1);
        double alpha = node.Real("alpha", 1e-4) / size, beta = node.Real("beta", 0.75), bias = node.Real("bias", 1);
        var result = new double[x.Elements.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int c = i / x.Positions, position = i % x.Positions;
            double squares = 0;
            for (int j = Math.Max(0, c - ((size - 1) / 2)); j <= Math.Min(x.Channels - 1, c + (size / 2)); j++)
            {
                double other = x.Elements[(j * x.Positions) + position];
                squares += other * other;
            }

            result[i] = x.Elements[i] / Math.Pow(bias + (alpha * squares), beta);
        }

        return x with { Elements = result };
    }

    /// <summary>Over the channels, at every position of a map.</summary>
    public static DoubleValue Softmax(DoubleValue x)
    {
        var result = new double[x.Elements.Length];
        for (int position = 0; position < x.Positions; position++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int i = position; i < result.Length; i += x.Positions)
            {
                largest = Math.Max(largest, x.Elements[i]);
            }

            for (int i = position; i < result.Length; i += x.Positions)
            {
                result[i] = Math.Exp(x.Elements[i] - largest);
                sum += result[i];
            }

            for (int i = position; i < result.Length; i += x.Positions)
            {
                result[i] /= sum;
            }
        }

        return x with { Elements = result };
    }

    /// <summary>One value's channels behind the other's.</summary>
    public static DoubleValue Concat(DoubleValue[] x) =>
        new([x.Sum(static value => value.Channels), .. x[0].Shape[1..]], [.. x.SelectMany(static value => value.Elements)]);

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
