using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Planning;

/// <summary>How a value of C channels, D slices, H rows and W columns lies in memory. A map on two axes has one slice, one on a single axis one row.</summary>
internal enum LayoutKind
{
    /// <summary>Channel by channel, row by row: ((c * D + z) * H + y) * RowStride + x. Vectors run along a row.</summary>
    Planar,

    /// <summary>Sixteen channels together: (((c / 16 * D + z) * H + y) * W + x) * 16 + c % 16. Vectors run over channels.</summary>
    Blocked,
}

/// <summary>
/// A physical layout. Positions that hold no value are padding: finite but unspecified in activations, zero in gradients.
/// A vector of K values is Blocked(K, 1, 1): contiguous, padded to a multiple of 16.
/// </summary>
internal sealed record Layout(LayoutKind Kind, int Channels, int Height, int Width, int RowStride)
{
    public const int Block = 16;

    /// <summary>Slices of a volume; 1 for a map on fewer axes.</summary>
    public int Depth { get; init; } = 1;

    public bool IsPlanar => Kind == LayoutKind.Planar;

    public bool IsBlocked => Kind == LayoutKind.Blocked;

    public int Blocks => (Channels + Block - 1) / Block;

    /// <summary>Rows of a channel, of all its slices.</summary>
    public int Lines => Depth * Height;

    /// <summary>Values of a channel.</summary>
    public int Positions => Lines * Width;

    /// <summary>Floats that hold values.</summary>
    public int Values => Channels * Positions;

    /// <summary>Floats occupied, a multiple of 16 so that every buffer starts on a cache line.</summary>
    public int Length => RoundUp(IsPlanar ? Channels * Lines * RowStride : Blocks * Block * Positions);

    /// <summary>True when values lie in channels, rows, columns order without gaps (a tail after the last is allowed).</summary>
    public bool IsCompact => IsPlanar ? RowStride == Width : Positions == 1;

    /// <summary>True when some float between the first and the last value holds none.</summary>
    public bool HasGaps => IsPlanar ? RowStride != Width : Positions > 1 && Channels % Block != 0;

    /// <summary>Distance between two pixels of a row.</summary>
    public int PixelStride => IsPlanar ? 1 : Block;

    /// <summary>Distance between two rows.</summary>
    public int LineStride => IsPlanar ? RowStride : Width * Block;

    /// <summary>Distance between two slices.</summary>
    public int SliceStride => Height * LineStride;

    /// <summary>Distance between a channel and the next in the same block.</summary>
    public int ChannelStride => IsPlanar ? Lines * RowStride : 1;

    /// <summary>Distance between a block of 16 channels and the next.</summary>
    public int BlockStride => IsPlanar ? Block * Lines * RowStride : Block * Positions;

    /// <summary>Rows without padding between them, as the caller hands pictures in.</summary>
    public static Layout Compact(Shape shape) => shape.Rank == 0
        ? Vector(shape.Channels)
        : new(LayoutKind.Planar, shape.Channels, shape.Height, shape.Width, shape.Width) { Depth = shape.Depth };

    /// <summary>Rows padded to whole vectors of 16.</summary>
    public static Layout Planar(Shape shape) =>
        new(LayoutKind.Planar, shape.Channels, shape.Height, shape.Width, RoundUp(shape.Width)) { Depth = shape.Depth };

    public static Layout Blocked(Shape shape) =>
        new(LayoutKind.Blocked, shape.Channels, shape.Height, shape.Width, shape.Width) { Depth = shape.Depth };

    /// <summary>The same value in blocks of channels.</summary>
    public Layout AsBlocked() => IsBlocked ? this : this with { Kind = LayoutKind.Blocked, RowStride = Width };

    public static Layout Vector(int length) => new(LayoutKind.Blocked, length, 1, 1, 1);

    public static int RoundUp(int value) => (value + Block - 1) / Block * Block;

    /// <summary>
    /// True when the channels of <paramref name="part"/> from <paramref name="channel"/> on are one run of this layout's memory, in the
    /// part's own layout, that shares no vector with its neighbours.
    /// </summary>
    public bool HoldsRun(Layout part, int channel)
    {
        bool isLast = channel + part.Channels == Channels;
        return part == this with { Channels = part.Channels }
            && (IsPlanar ? ChannelStride % Block == 0 : channel % Block == 0 && (isLast || part.Channels % Block == 0));
    }

    public int Offset(int channel, int y, int x) =>
        (channel / Block * BlockStride) + (channel % Block * ChannelStride) + (y * LineStride) + (x * PixelStride);

    public int Offset(int channel, int z, int y, int x) => Offset(channel, y, x) + (z * SliceStride);

    /// <summary>"28x28", of a volume "5x28x28".</summary>
    public string SpatialSizes => Depth == 1 ? $"{Height}x{Width}" : $"{Depth}x{Height}x{Width}";

    /// <summary>"6x28x28", of a volume "6x5x28x28": part of a method's name.</summary>
    public string Sizes => $"{Channels}x{SpatialSizes}";

    /// <summary>"(6, 28, 28)", of a volume "(6, 5, 28, 28)": part of a comment.</summary>
    public string Tuple => $"({Sizes.Replace("x", ", ")})";

    public override string ToString() => Positions == 1 && IsBlocked
        ? $"{Channels}"
        : $"{Sizes} {(IsBlocked ? "in blocks of 16 channels" : RowStride == Width ? "in rows" : $"in rows of {RowStride}")}";
}
