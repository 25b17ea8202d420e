namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// Channels, slices, rows and columns of one picture's value; 1 on axes that it does not have. A vector has one row, one column and
/// <see cref="IsVector"/>.
/// </summary>
internal readonly record struct MapShape(int Channels, int Height, int Width, bool IsVector = false)
{
    public int Depth { get; init; } = 1;

    /// <summary>Spatial axes: 1 for a sequence, 2 for a picture, 3 for a volume, 0 for a vector.</summary>
    public int Rank { get; init; } = IsVector ? 0 : 2;

    /// <summary>Values of one channel.</summary>
    public int Positions => Depth * Height * Width;

    public int Length => Channels * Positions;

    /// <summary>The spatial sizes, as many as there are axes.</summary>
    public int[] Spatial => [.. new[] { Depth, Height, Width }.Skip(3 - Rank)];

    public static MapShape Vector(int length) => new(length, 1, 1, IsVector: true);

    public static MapShape FromNetwork(int[] shape) => shape switch
    {
        [int channels] => Vector(channels),
        [int channels, .. int[] spatial] => Map(channels, spatial),
        _ => throw new ArgumentException("A shape has at least channels.", nameof(shape)),
    };

    /// <summary>A map of one to three spatial sizes.</summary>
    public static MapShape Map(int channels, int[] spatial)
    {
        int[] sizes = [.. Enumerable.Repeat(1, 3 - spatial.Length), .. spatial];
        return new(channels, sizes[1], sizes[2]) { Depth = sizes[0], Rank = spatial.Length };
    }

    /// <summary>Where a value lies in channels, rows, columns order.</summary>
    public int At(int channel, int y, int x) => At(channel, 0, y, x);

    /// <summary>Where a value lies in channels, slices, rows, columns order.</summary>
    public int At(int channel, int z, int y, int x) => (((((channel * Depth) + z) * Height) + y) * Width) + x;
}
