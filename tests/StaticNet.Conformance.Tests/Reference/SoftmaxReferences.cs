namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A layer that treats the channels at each position of a map by themselves; a vector is a map of one position.</summary>
internal abstract class PositionReference(MapShape shape) : ReferenceLayer(shape, shape)
{
    protected abstract double[] Value(double[] x);

    protected abstract double[] Gradient(double[] y, double[] dy);

    public override double[] Forward(double[] x, int picture) => AtEachPosition(position => Value(Channels(x, position)));

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) =>
        AtEachPosition(position => Gradient(Channels(y, position), Channels(dy, position)));

    private double[] Channels(double[] values, int position) =>
        [.. Enumerable.Range(0, Input.Channels).Select(channel => values[(channel * Input.Positions) + position])];

    private double[] AtEachPosition(Func<int, double[]> compute)
    {
        double[] result = new double[Input.Length];
        for (int position = 0; position < Input.Positions; position++)
        {
            double[] channels = compute(position);
            for (int channel = 0; channel < channels.Length; channel++)
            {
                result[(channel * Input.Positions) + position] = channels[channel];
            }
        }

        return result;
    }
}

/// <summary>exp(x[i]) / sum over j of exp(x[j]).</summary>
internal sealed class SoftmaxReference(MapShape shape) : PositionReference(shape)
{
    protected override double[] Value(double[] x)
    {
        // Shifting all of x leaves the quotient as it is and keeps exp finite.
        double largest = x.Max();
        double[] powers = [.. x.Select(value => Math.Exp(value - largest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>dy[j]/dx[i] = y[j] (1[i = j] - y[i]), so dx[i] = y[i] (dy[i] - sum over j of dy[j] y[j]).</summary>
    protected override double[] Gradient(double[] y, double[] dy)
    {
        double inner = dy.Zip(y, static (gradient, value) => gradient * value).Sum();
        return [.. dy.Zip(y, (gradient, value) => value * (gradient - inner))];
    }
}

/// <summary>x[i] - log of the sum over j of exp(x[j]).</summary>
internal sealed class LogSoftmaxReference(MapShape shape) : PositionReference(shape)
{
    protected override double[] Value(double[] x)
    {
        double largest = x.Max();
        double log = largest + Math.Log(x.Sum(value => Math.Exp(value - largest)));
        return [.. x.Select(value => value - log)];
    }

    /// <summary>dy[j]/dx[i] = 1[i = j] - exp(y[i]), so dx[i] = dy[i] - exp(y[i]) * sum over j of dy[j].</summary>
    protected override double[] Gradient(double[] y, double[] dy) =>
        [.. dy.Zip(y, (gradient, value) => gradient - (Math.Exp(value) * dy.Sum()))];
}
