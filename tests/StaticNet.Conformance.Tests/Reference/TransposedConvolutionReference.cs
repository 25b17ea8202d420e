namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// Every value x[c, i, j] is laid down through the kernel: it adds w[c, k, a, b] * x[c, i, j] to y[k, i*S - P + a*D, j*S - P + b*D], for the
/// filters k of c's group, where that is a place of the output; over one axis or three the same with as many indices. Every y begins
/// at its bias.
/// </summary>
internal sealed class TransposedConvolutionReference : ReferenceLayer
{
    private readonly LaidWindow window;
    private readonly int channelsPerGroup;
    private readonly int filtersPerGroup;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;

    public TransposedConvolutionReference(MapShape input, int filters, LaidWindow window, int groups, bool hasBias)
        : base(input, window.Around(input, filters))
    {
        this.window = window;
        channelsPerGroup = input.Channels / groups;
        filtersPerGroup = filters / groups;
        weight = new ReferenceParameter("weight", [input.Channels, filtersPerGroup, .. window.Axes[^input.Rank..].Select(static axis => axis.Kernel)]);
        bias = hasBias ? new ReferenceParameter("bias", filters) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = bias?.Values[i / Output.Positions] ?? 0;
        }

        ForEachTap((from, to, tap) => y[to] += weight.Values[tap] * x[from]);
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        for (int i = 0; i < dy.Length && bias is not null; i++)
        {
            bias.Gradient[i / Output.Positions] += dy[i];
        }

        ForEachTap((from, to, tap) =>
        {
            weight.Gradient[tap] += x[from] * dy[to];
            dx[from] += weight.Values[tap] * dy[to];
        });
        return dx;
    }

    /// <summary>Calls with the indices of an input value, of an output value that it reaches, and of the weight between them.</summary>
    private void ForEachTap(Action<int, int, int> act)
    {
        foreach ((int tap, Position from, Position to) in window.Pairs(Input, Output))
        {
            for (int c = 0; c < Input.Channels; c++)
            {
                for (int k = 0; k < filtersPerGroup; k++)
                {
                    int filter = (c / channelsPerGroup * filtersPerGroup) + k;
                    act(
                        Input.At(c, from.Z, from.Y, from.X), Output.At(filter, to.Z, to.Y, to.X),
                        (((c * filtersPerGroup) + k) * window.Taps) + tap);
                }
            }
        }
    }
}

/// <summary>Kernels laid down along slices, rows and columns; along axes that the map does not have there is one position.</summary>
internal sealed record LaidWindow(LaidAxis[] Axes)
{
    public int Taps => Axes.Aggregate(1, static (product, axis) => product * axis.Kernel);

    /// <summary>The window of a layer as written.</summary>
    public static LaidWindow Lay(LayerText text, MapShape input)
    {
        int rank = input.Rank;
        int[] All(int value) => [.. Enumerable.Repeat(value, rank)];
        int[] kernel = text.Kernel(position: 1, rank), stride = text.PerAxis("Stride", rank) ?? All(1);
        int[] dilation = text.PerAxis("Dilation", rank) ?? All(1), added = text.PerAxis("OutputPadding", rank) ?? All(0);
        (int[] before, int[] after) = text.Padding(rank);
        return new LaidWindow(
        [
            .. Enumerable.Repeat(new LaidAxis(1, 1, 1, 0, 1), 3 - rank),
            .. Enumerable.Range(0, rank).Select(axis => LaidAxis.Lay(
                input.Spatial[axis], kernel[axis], stride[axis], dilation[axis], before[axis], after[axis], added[axis])),
        ]);
    }

    public MapShape Around(MapShape input, int channels) => MapShape.Map(channels, [.. Axes[^input.Rank..].Select(static axis => axis.Count)]);

    /// <summary>Every place of the input with every place of the output that a tap takes it to.</summary>
    public IEnumerable<(int Tap, Position From, Position To)> Pairs(MapShape input, MapShape output) =>
        from z in Enumerable.Range(0, input.Depth)
        from y in Enumerable.Range(0, input.Height)
        from x in Enumerable.Range(0, input.Width)
        from tap in Enumerable.Range(0, Taps)
        let to = new Position(
            Axes[0].Place(z, tap / Axes[2].Kernel / Axes[1].Kernel),
            Axes[1].Place(y, tap / Axes[2].Kernel % Axes[1].Kernel),
            Axes[2].Place(x, tap % Axes[2].Kernel))
        where to.Z >= 0 && to.Z < output.Depth && to.Y >= 0 && to.Y < output.Height && to.X >= 0 && to.X < output.Width
        select (tap, new Position(z, y, x), to);
}

/// <summary>Kernels laid down along one axis, a stride apart. <see cref="Count"/> positions remain after the padding is cut off and the output padding added.</summary>
internal sealed record LaidAxis(int Kernel, int Stride, int Dilation, int Before, int Count)
{
    public static LaidAxis Lay(int size, int kernel, int stride, int dilation, int before, int after, int added)
    {
        // Where the last value's last tap comes to lie, uncut.
        int end = ((size - 1) * stride) + ((kernel - 1) * dilation) + 1;
        int count = end + added - before - after;
        return count > 0 ? new LaidAxis(kernel, stride, dilation, before, count)
            : throw new ArgumentException($"A padding of {before} and {after} leaves nothing of {end + added} positions.");
    }

    /// <summary>The output position of a value's tap; outside 0..Count-1 it is cut off.</summary>
    public int Place(int value, int tap) => (value * Stride) - Before + (tap * Dilation);
}
