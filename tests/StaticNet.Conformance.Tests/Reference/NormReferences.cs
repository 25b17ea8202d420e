namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// (x - mean) / sqrt(variance + epsilon) * weight + bias over sets of values that share their statistics; which values those are is all
/// that the normalisations differ in.
/// </summary>
internal abstract class NormReference(MapShape shape, double epsilon) : ReferenceLayer(shape, shape)
{
    protected ReferenceParameter? Weight { get; init; }

    protected ReferenceParameter? Bias { get; init; }

    // The emitted constant is a float, so that is the epsilon that counts.
    protected double Epsilon { get; } = (float)epsilon;

    public override IReadOnlyList<ReferenceParameter> Parameters => Weight is null ? [] : [Weight, Bias!];

    /// <summary>Which element of weight and bias belongs to the value at an index of the map.</summary>
    protected abstract int ParameterOf(int index);

    protected int ChannelOf(int index) => index / Input.Positions;

    protected static double Mean(IEnumerable<double> values) => values.Average();

    protected static double Variance(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    protected double Normalized(double x, double mean, double variance, int index) =>
        ((x - mean) / Math.Sqrt(variance + Epsilon) * (Weight?.Values[ParameterOf(index)] ?? 1)) + (Bias?.Values[ParameterOf(index)] ?? 0);

    /// <summary>
    /// The gradient of one set: with g = dy * weight and n the normalised values, dx = (g - mean(g) - n * mean(g * n)) / deviation.
    /// </summary>
    /// <param name="places">Picture and index of every value of the set.</param>
    protected void BackwardSet(IReadOnlyList<(int Picture, int Index)> places, double[][] x, double[][] dy, double[][] dx)
    {
        double[] values = [.. places.Select(place => x[place.Picture][place.Index])];
        double mean = values.Average();
        double deviation = Math.Sqrt(Variance(values) + Epsilon);
        double[] normalized = [.. values.Select(value => (value - mean) / deviation)];
        double[] g = new double[places.Count];
        for (int i = 0; i < places.Count; i++)
        {
            (int picture, int index) = places[i];
            double gradient = dy[picture][index];
            g[i] = gradient * (Weight?.Values[ParameterOf(index)] ?? 1);
            if (Weight is not null)
            {
                Weight.Gradient[ParameterOf(index)] += gradient * normalized[i];
                Bias!.Gradient[ParameterOf(index)] += gradient;
            }
        }

        double shift = g.Average();
        double inner = g.Zip(normalized, static (a, b) => a * b).Average();
        for (int i = 0; i < places.Count; i++)
        {
            dx[places[i].Picture][places[i].Index] = (g[i] - shift - (normalized[i] * inner)) / deviation;
        }
    }

    protected static double[][] Like(double[][] x) => [.. x.Select(static picture => new double[picture.Length])];
}

/// <summary>Statistics of a channel over all pictures; in prediction its running averages.</summary>
internal sealed class BatchNormReference : NormReference
{
    private readonly double momentum;
    private readonly ReferenceParameter runningMean;
    private readonly ReferenceParameter runningVariance;

    public BatchNormReference(MapShape shape, double epsilon, double momentum, bool affine)
        : base(shape, epsilon)
    {
        this.momentum = (float)momentum;
        Weight = affine ? new ReferenceParameter("weight", shape.Channels) : null;
        Bias = affine ? new ReferenceParameter("bias", shape.Channels) : null;
        runningMean = new ReferenceParameter("running_mean", shape.Channels) { IsState = true };
        runningVariance = new ReferenceParameter("running_var", shape.Channels) { IsState = true, IsVariance = true };
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => [.. base.Parameters, runningMean, runningVariance];

    public override bool SeesTheBatch => true;

    protected override int ParameterOf(int index) => ChannelOf(index);

    public override double[] Forward(double[] x, int picture) => [.. x.Select((value, index) =>
        Normalized(value, runningMean.Values[ChannelOf(index)], runningVariance.Values[ChannelOf(index)], index))];

    public override double[][] Forward(double[][] x, bool training)
    {
        if (!training)
        {
            return base.Forward(x, training);
        }

        double[][] y = Like(x);
        for (int channel = 0; channel < Input.Channels; channel++)
        {
            (int Picture, int Index)[] places = Places(channel, x.Length);
            double[] values = [.. places.Select(place => x[place.Picture][place.Index])];
            double mean = Mean(values);
            double variance = Variance(values);
            foreach ((int picture, int index) in places)
            {
                y[picture][index] = Normalized(x[picture][index], mean, variance, index);
            }
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) =>
        throw new InvalidOperationException("The gradient is that of a batch.");

    public override double[][] Backward(double[][] x, double[][] y, double[][] dy)
    {
        double[][] dx = Like(x);
        for (int channel = 0; channel < Input.Channels; channel++)
        {
            (int Picture, int Index)[] places = Places(channel, x.Length);
            BackwardSet(places, x, dy, dx);
            double[] values = [.. places.Select(place => x[place.Picture][place.Index])];
            int n = values.Length;
            runningMean.Gradient[channel] = x.Length * momentum * (Mean(values) - runningMean.Values[channel]);
            runningVariance.Gradient[channel] = n == 1
                ? 0
                : x.Length * momentum * ((Variance(values) * n / (n - 1)) - runningVariance.Values[channel]);
        }

        return dx;
    }

    private (int Picture, int Index)[] Places(int channel, int pictures)
    {
        int positions = Input.Positions;
        return [.. from picture in Enumerable.Range(0, pictures)
                   from position in Enumerable.Range(0, positions)
                   select (picture, (channel * positions) + position)];
    }
}

/// <summary>Statistics of each picture's groups of channels: one channel each for InstanceNorm, all of them for LayerNorm.</summary>
internal sealed class GroupNormReference : NormReference
{
    private readonly int groups;
    private readonly bool perElement;

    public GroupNormReference(MapShape shape, double epsilon, int groups, bool affine, bool perElement)
        : base(shape, epsilon)
    {
        this.groups = groups;
        this.perElement = perElement;
        int[] sizes = !perElement ? [shape.Channels] : [shape.Channels, .. shape.Spatial];
        Weight = affine ? new ReferenceParameter("weight", sizes) : null;
        Bias = affine ? new ReferenceParameter("bias", sizes) : null;
    }

    private int GroupLength => Input.Length / groups;

    protected override int ParameterOf(int index) => perElement ? index : ChannelOf(index);

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[x.Length];
        for (int first = 0; first < x.Length; first += GroupLength)
        {
            double[] values = x[first..(first + GroupLength)];
            double mean = Mean(values);
            double variance = Variance(values);
            for (int i = first; i < first + GroupLength; i++)
            {
                y[i] = Normalized(x[i], mean, variance, i);
            }
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[][] dx = [new double[x.Length]];
        for (int first = 0; first < x.Length; first += GroupLength)
        {
            BackwardSet([.. Enumerable.Range(first, GroupLength).Select(static index => (0, index))], [x], [dy], dx);
        }

        return dx[0];
    }
}

/// <summary>
/// y[c] = x[c] / (k + a * sum of x[j]^2)^beta, j from c - size/2 to c + (size-1)/2 at the same position; a is alpha, or alpha / size.
/// </summary>
internal sealed class LocalResponseNormReference(
    MapShape shape, int size, double alpha, double beta, double k, bool averages) : ReferenceLayer(shape, shape)
{
    private readonly double factor = (float)alpha / (averages ? size : 1);
    private readonly double beta = (float)beta;
    private readonly double k = (float)k;

    private int Positions => Input.Positions;

    private IEnumerable<int> Neighbours(int index)
    {
        int channel = index / Positions;
        for (int j = Math.Max(0, channel - (size / 2)); j <= Math.Min(Input.Channels - 1, channel + ((size - 1) / 2)); j++)
        {
            yield return index + ((j - channel) * Positions);
        }
    }

    private double Scale(double[] x, int index) => k + (factor * Neighbours(index).Sum(j => x[j] * x[j]));

    public override double[] Forward(double[] x, int picture) =>
        [.. x.Select((value, index) => value * Math.Pow(Scale(x, index), -beta))];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double scale = Scale(x, i);
            dx[i] += dy[i] * Math.Pow(scale, -beta);
            foreach (int j in Neighbours(i))
            {
                dx[j] -= dy[i] * x[i] * beta * Math.Pow(scale, -beta - 1) * factor * 2 * x[j];
            }
        }

        return dx;
    }
}
