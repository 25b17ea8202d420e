namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A pool's windows over each channel by itself.</summary>
internal abstract class PoolReference(MapShape input, SlidingAxis vertical, SlidingAxis horizontal)
    : ReferenceLayer(input, new MapShape(input.Channels, vertical.Count, horizontal.Count))
{
    protected SlidingAxis Vertical { get; } = vertical;

    protected SlidingAxis Horizontal { get; } = horizontal;

    /// <summary>Indices of the values under a window in row-major order; padding is never one of them.</summary>
    protected IEnumerable<int> ValuesUnder(int channel, int i, int j) =>
        from a in Enumerable.Range(0, Vertical.Kernel)
        let row = Vertical.Position(i, a)
        where Vertical.IsValue(row)
        from b in Enumerable.Range(0, Horizontal.Kernel)
        let column = Horizontal.Position(j, b)
        where Horizontal.IsValue(column)
        select Input.At(channel, row, column);

    protected IEnumerable<(int Channel, int I, int J)> Windows() =>
        from channel in Enumerable.Range(0, Output.Channels)
        from i in Enumerable.Range(0, Output.Height)
        from j in Enumerable.Range(0, Output.Width)
        select (channel, i, j);
}

/// <summary>The largest value under the window. The gradient goes to the first of equals in row-major order, as in PyTorch.</summary>
internal sealed class MaxPoolReference(MapShape input, SlidingAxis vertical, SlidingAxis horizontal)
    : PoolReference(input, vertical, horizontal)
{
    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, int i, int j) in Windows())
        {
            y[Output.At(channel, i, j)] = x[FirstLargest(x, channel, i, j)];
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        foreach ((int channel, int i, int j) in Windows())
        {
            dx[FirstLargest(x, channel, i, j)] += dy[Output.At(channel, i, j)];
        }

        return dx;
    }

    public override double KinkDistance(double[] x)
    {
        double nearest = double.PositiveInfinity;
        foreach ((int channel, int i, int j) in Windows())
        {
            double largest = x[FirstLargest(x, channel, i, j)];
            foreach (int index in ValuesUnder(channel, i, j))
            {
                if (x[index] != largest)
                {
                    nearest = Math.Min(nearest, largest - x[index]);
                }
            }
        }

        return nearest;
    }

    private int FirstLargest(double[] x, int channel, int i, int j)
    {
        int best = -1;
        foreach (int index in ValuesUnder(channel, i, j))
        {
            if (best < 0 || x[index] > x[best])
            {
                best = index;
            }
        }

        return best;
    }
}

/// <summary>
/// The mean of the values under the window. With <paramref name="countPadding"/> the sum is divided by the number of positions,
/// padding included, but not those that Remainder.Pad reaches beyond it (PyTorch's and ONNX's rule).
/// </summary>
internal sealed class AveragePoolReference(MapShape input, SlidingAxis vertical, SlidingAxis horizontal, bool countPadding)
    : PoolReference(input, vertical, horizontal)
{
    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, int i, int j) in Windows())
        {
            y[Output.At(channel, i, j)] = ValuesUnder(channel, i, j).Sum(index => x[index]) / Divisor(i, j);
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        foreach ((int channel, int i, int j) in Windows())
        {
            foreach (int index in ValuesUnder(channel, i, j))
            {
                dx[index] += dy[Output.At(channel, i, j)] / Divisor(i, j);
            }
        }

        return dx;
    }

    private int Divisor(int i, int j) => Counted(Vertical, i) * Counted(Horizontal, j);

    private int Counted(SlidingAxis axis, int window) => Enumerable.Range(0, axis.Kernel)
        .Select(tap => axis.Position(window, tap))
        .Count(position => countPadding ? axis.IsValueOrPadding(position) : axis.IsValue(position));
}

/// <summary>The mean of each channel.</summary>
internal sealed class GlobalAveragePoolReference(MapShape input) : ReferenceLayer(input, MapShape.Vector(input.Channels))
{
    private int Positions => Input.Height * Input.Width;

    public override double[] Forward(double[] x, int picture) =>
        [.. x.Chunk(Positions).Select(channel => channel.Sum() / Positions)];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) =>
        [.. dy.SelectMany(gradient => Enumerable.Repeat(gradient / Positions, Positions))];
}
