namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A pool's windows over each channel by itself.</summary>
internal abstract class PoolReference(MapShape input, SlidingWindow window) : ReferenceLayer(input, window.Over(input, input.Channels))
{
    protected SlidingWindow Window { get; } = window;

    /// <summary>Indices of the values under a window in row-major order; padding is never one of them.</summary>
    protected IEnumerable<int> ValuesUnder(int channel, Position window) =>
        Window.ValuesUnder(window).Select(value => Input.At(channel, value.At.Z, value.At.Y, value.At.X));

    /// <summary>Index of what a window makes of a channel.</summary>
    protected int OutputAt(int channel, Position window) => Output.At(channel, window.Z, window.Y, window.X);

    protected IEnumerable<(int Channel, Position Window)> Windows() =>
        from channel in Enumerable.Range(0, Output.Channels)
        from window in Window.Windows()
        select (channel, window);
}

/// <summary>The largest value under the window. The gradient goes to the first of equals in row-major order, as in PyTorch.</summary>
internal sealed class MaxPoolReference(MapShape input, SlidingWindow window) : PoolReference(input, window)
{
    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, Position window) in Windows())
        {
            y[OutputAt(channel, window)] = x[FirstLargest(x, channel, window)];
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        foreach ((int channel, Position window) in Windows())
        {
            dx[FirstLargest(x, channel, window)] += dy[OutputAt(channel, window)];
        }

        return dx;
    }

    public override double KinkDistance(double[] x)
    {
        double nearest = double.PositiveInfinity;
        foreach ((int channel, Position window) in Windows())
        {
            double largest = x[FirstLargest(x, channel, window)];
            foreach (int index in ValuesUnder(channel, window))
            {
                if (x[index] != largest)
                {
                    nearest = Math.Min(nearest, largest - x[index]);
                }
            }
        }

        return nearest;
    }

    private int FirstLargest(double[] x, int channel, Position window)
    {
        int best = -1;
        foreach (int index in ValuesUnder(channel, window))
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
internal sealed class AveragePoolReference(MapShape input, SlidingWindow window, bool countPadding) : PoolReference(input, window)
{
    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        foreach ((int channel, Position window) in Windows())
        {
            y[OutputAt(channel, window)] = ValuesUnder(channel, window).Sum(index => x[index]) / Window.Count(window, countPadding);
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
                dx[index] += dy[OutputAt(channel, window)] / Window.Count(window, countPadding);
            }
        }

        return dx;
    }
}

/// <summary>The mean of each channel.</summary>
internal sealed class GlobalAveragePoolReference(MapShape input) : ReferenceLayer(input, MapShape.Vector(input.Channels))
{
    public override double[] Forward(double[] x, int picture) =>
        [.. x.Chunk(Input.Positions).Select(channel => channel.Sum() / Input.Positions)];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) =>
        [.. dy.SelectMany(gradient => Enumerable.Repeat(gradient / Input.Positions, Input.Positions))];
}
