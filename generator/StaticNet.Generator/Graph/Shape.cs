namespace StaticNet.Generator.Graph;

/// <summary>
/// The shape of one picture's value, channels first: (C), (C, L), (C, H, W) or (C, D, H, W).
/// A dense layer's output is a shape without spatial axes.
/// </summary>
internal sealed record Shape(int Channels, EquatableArray<int> Spatial)
{
    public int Rank => Spatial.Count;

    /// <summary>Positions in one channel; 1 when there are no spatial axes.</summary>
    public int Positions => Spatial.Aggregate(1, static (product, size) => product * size);

    /// <summary>Values in all channels. The graph guarantees that this fits in an int.</summary>
    public int Length => Channels * Positions;

    /// <summary>Slices of a volume; 1 without that axis.</summary>
    public int Depth => Axis(3);

    /// <summary>Rows of a map; 1 without that axis.</summary>
    public int Height => Axis(2);

    /// <summary>Columns of a map, or the length of a sequence; 1 for a vector.</summary>
    public int Width => Axis(1);

    public override string ToString() => Rank == 0 ? $"({Channels})" : $"({Channels}, {string.Join(", ", Spatial)})";

    /// <summary>An axis counted from the last, 1.</summary>
    private int Axis(int fromEnd) => Rank < fromEnd ? 1 : Spatial[Rank - fromEnd];
}
