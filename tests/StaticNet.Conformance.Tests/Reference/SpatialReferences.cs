namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A layer each of whose outputs is a weighted sum of some inputs and a constant; the gradient is the transpose.</summary>
internal abstract class LinearReference(MapShape input, MapShape output) : ReferenceLayer(input, output)
{
    protected virtual double Constant => 0;

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, int z, int i, int j) in Positions())
        {
            (int Index, double Weight)[] terms = [.. Terms(channel, z, i, j)];
            y[Output.At(channel, z, i, j)] = terms.Length == 0 ? Constant : terms.Sum(term => term.Weight * x[term.Index]);
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        foreach ((int channel, int z, int i, int j) in Positions())
        {
            foreach ((int index, double weight) in Terms(channel, z, i, j))
            {
                dx[index] += weight * dy[Output.At(channel, z, i, j)];
            }
        }

        return dx;
    }

    /// <summary>The inputs that one output is made of; none where it is the constant.</summary>
    protected abstract IEnumerable<(int Index, double Weight)> Terms(int channel, int z, int i, int j);

    private IEnumerable<(int Channel, int Z, int I, int J)> Positions() =>
        from channel in Enumerable.Range(0, Output.Channels)
        from z in Enumerable.Range(0, Output.Depth)
        from i in Enumerable.Range(0, Output.Height)
        from j in Enumerable.Range(0, Output.Width)
        select (channel, z, i, j);
}

/// <summary>A map with a border around it, or without one where <paramref name="before"/> and <paramref name="after"/> are negative.</summary>
internal sealed class BorderReference(MapShape input, int[] before, int[] after, string mode, double value)
    : LinearReference(input, MapShape.Map(input.Channels, [.. input.Spatial.Select((size, axis) => before[axis] + size + after[axis])]))
{
    protected override double Constant => value;

    protected override IEnumerable<(int Index, double Weight)> Terms(int channel, int z, int i, int j)
    {
        int[] at = [.. new[] { z, i, j }.Skip(3 - Input.Rank).Select((position, axis) => Source(position - before[axis], Input.Spatial[axis]))];
        if (at.Contains(-1))
        {
            yield break;
        }

        int[] source = [.. Enumerable.Repeat(0, 3 - at.Length), .. at];
        yield return (Input.At(channel, source[0], source[1], source[2]), 1);
    }

    /// <summary>Where a position's value comes from; -1 outside for a constant.</summary>
    private int Source(int position, int size)
    {
        if (position >= 0 && position < size)
        {
            return position;
        }

        return mode switch
        {
            "Reflect" => position < 0 ? -position : (2 * (size - 1)) - position,
            "Replicate" => position < 0 ? 0 : size - 1,
            _ => -1,
        };
    }
}

/// <summary>Every position <paramref name="scale"/> times along each axis.</summary>
internal sealed class NearestReference(MapShape input, int[] scale)
    : LinearReference(input, MapShape.Map(input.Channels, [.. input.Spatial.Select((size, axis) => size * scale[axis])]))
{
    protected override IEnumerable<(int Index, double Weight)> Terms(int channel, int z, int i, int j)
    {
        int[] by = [.. Enumerable.Repeat(1, 3 - scale.Length), .. scale];
        yield return (Input.At(channel, z / by[0], i / by[1], j / by[2]), 1);
    }
}

/// <summary>
/// Linear interpolation along the last one or two axes, as PyTorch documents it: with corners aligned output o lies at
/// o (n - 1) / (m - 1), else at (o + 1/2) n / m - 1/2, not below 0.
/// </summary>
internal sealed class BilinearReference(MapShape input, int[] scale, bool alignCorners)
    : LinearReference(input, MapShape.Map(input.Channels, [.. input.Spatial.Select((size, axis) => size * scale[axis])]))
{
    protected override IEnumerable<(int Index, double Weight)> Terms(int channel, int z, int i, int j) =>
        from row in Between(i, Input.Height, Output.Height)
        from column in Between(j, Input.Width, Output.Width)
        select (Input.At(channel, row.Position, column.Position), row.Weight * column.Weight);

    private IEnumerable<(int Position, double Weight)> Between(int output, int n, int m)
    {
        double at = alignCorners
            ? m == 1 ? 0 : (double)output * (n - 1) / (m - 1)
            : Math.Max(0, ((output + 0.5) * n / m) - 0.5);
        int first = (int)Math.Floor(at + 1e-9);
        double fraction = at - first;
        yield return (first, 1 - fraction);
        yield return (Math.Min(first + 1, n - 1), fraction);
    }
}

/// <summary>Channel c r^2 + i r + j is row i and column j of the squares of channel c.</summary>
internal sealed class PixelShuffleReference(MapShape input, int r)
    : LinearReference(input, MapShape.Map(
        input.Channels % (r * r) == 0 ? input.Channels / (r * r) : throw new ArgumentException($"{r}^2 does not divide {input.Channels} channels."),
        [input.Height * r, input.Width * r]))
{
    protected override IEnumerable<(int Index, double Weight)> Terms(int channel, int z, int i, int j)
    {
        yield return (Input.At((channel * r * r) + (i % r * r) + (j % r), i / r, j / r), 1);
    }
}

/// <summary>The same values in the same order.</summary>
internal sealed class ReshapeReference(MapShape input, int[] shape) : ReferenceLayer(input, MapShape.FromNetwork(shape))
{
    public override double[] Forward(double[] x, int picture) => x;

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) => dy;
}

/// <summary>The sum of the values under the window.</summary>
internal sealed class SumPoolReference(MapShape input, SlidingWindow window) : PoolReference(input, window)
{
    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, Position window) in Windows())
        {
            y[OutputAt(channel, window)] = ValuesUnder(channel, window).Sum(index => x[index]);
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        foreach ((int channel, Position window) in Windows())
        {
            foreach (int index in ValuesUnder(channel, window))
            {
                dx[index] += dy[OutputAt(channel, window)];
            }
        }

        return dx;
    }
}

/// <summary>The square root of the sum of squares under the window. Where that is 0 it has no derivative, and gets 0.</summary>
internal sealed class L2PoolReference(MapShape input, SlidingWindow window) : PoolReference(input, window)
{
    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, Position window) in Windows())
        {
            y[OutputAt(channel, window)] = Math.Sqrt(ValuesUnder(channel, window).Sum(index => x[index] * x[index]));
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        foreach ((int channel, Position window) in Windows())
        {
            int at = OutputAt(channel, window);
            foreach (int index in ValuesUnder(channel, window).Where(_ => y[at] > 0))
            {
                dx[index] += dy[at] * x[index] / y[at];
            }
        }

        return dx;
    }

    public override double KinkDistance(double[] x) => Forward(x, 0).Where(static norm => norm > 0).DefaultIfEmpty(double.PositiveInfinity).Min();
}

/// <summary>The largest value of each channel; the gradient goes to the first of equals.</summary>
internal sealed class GlobalMaxPoolReference(MapShape input) : ReferenceLayer(input, MapShape.Vector(input.Channels))
{
    public override double[] Forward(double[] x, int picture) => [.. x.Chunk(Input.Positions).Select(static channel => channel.Max())];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        for (int channel = 0; channel < Input.Channels; channel++)
        {
            dx[Array.IndexOf(x, y[channel], channel * Input.Positions)] = dy[channel];
        }

        return dx;
    }

    public override double KinkDistance(double[] x) => x.Chunk(Input.Positions)
        .Min(static channel => channel.Where(value => value != channel.Max()).Select(value => channel.Max() - value).DefaultIfEmpty(double.PositiveInfinity).Min());
}
