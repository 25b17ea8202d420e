namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A place in a map: slice, row, column.</summary>
internal readonly record struct Position(int Z, int Y, int X);

/// <summary>A window that slides along the axes of a map; along those that the map does not have it stands still.</summary>
internal sealed record SlidingWindow(SlidingAxis Deep, SlidingAxis Vertical, SlidingAxis Horizontal)
{
    private static readonly SlidingAxis Still = new(1, 1, 1, 1, 0, 0, 1);

    public int Taps => Deep.Kernel * Vertical.Kernel * Horizontal.Kernel;

    /// <summary>The window of a layer as written, over an input of as many axes as <paramref name="kernel"/> has sizes.</summary>
    public static SlidingWindow Lay(LayerText text, MapShape input, int[] kernel, int[] stride, bool isPool)
    {
        int rank = input.Rank;
        stride = text.PerAxis("Stride", rank) ?? stride;
        int[] dilation = text.PerAxis("Dilation", rank) ?? [.. Enumerable.Repeat(1, rank)];
        (int[] before, int[] after) = text.Padding(rank);
        int[] sizes = input.Spatial;
        SlidingAxis[] axes =
        [
            .. Enumerable.Repeat(Still, 3 - rank),
            .. Enumerable.Range(0, rank).Select(axis => SlidingAxis.Lay(
                sizes[axis], kernel[axis], stride[axis], dilation[axis], before[axis], after[axis], text.Fit, isPool)),
        ];
        return new SlidingWindow(axes[0], axes[1], axes[2]);
    }

    /// <summary>One position for each window.</summary>
    public MapShape Over(MapShape input, int channels) =>
        MapShape.Map(channels, [.. new[] { Deep.Count, Vertical.Count, Horizontal.Count }.Skip(3 - input.Rank)]);

    /// <summary>The windows, slice by slice and row by row.</summary>
    public IEnumerable<Position> Windows() =>
        from z in Enumerable.Range(0, Deep.Count)
        from y in Enumerable.Range(0, Vertical.Count)
        from x in Enumerable.Range(0, Horizontal.Count)
        select new Position(z, y, x);

    /// <summary>The values under a window with the taps that they meet, slice by slice and row by row; padding is never one of them.</summary>
    public IEnumerable<(int Tap, Position At)> ValuesUnder(Position window) =>
        from c in Enumerable.Range(0, Deep.Kernel)
        let z = Deep.Position(window.Z, c)
        where Deep.IsValue(z)
        from a in Enumerable.Range(0, Vertical.Kernel)
        let y = Vertical.Position(window.Y, a)
        where Vertical.IsValue(y)
        from b in Enumerable.Range(0, Horizontal.Kernel)
        let x = Horizontal.Position(window.X, b)
        where Horizontal.IsValue(x)
        select ((((c * Vertical.Kernel) + a) * Horizontal.Kernel) + b, new Position(z, y, x));

    /// <summary>The positions under a window, with the padding that was asked for or without any.</summary>
    public int Count(Position window, bool withPadding) =>
        Count(Deep, window.Z, withPadding) * Count(Vertical, window.Y, withPadding) * Count(Horizontal, window.X, withPadding);

    private static int Count(SlidingAxis axis, int window, bool withPadding) => Enumerable.Range(0, axis.Kernel)
        .Select(tap => axis.Position(window, tap))
        .Count(position => withPadding ? axis.IsValueOrPadding(position) : axis.IsValue(position));
}
