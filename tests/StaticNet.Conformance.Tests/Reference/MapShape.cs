namespace StaticNet.Conformance.Tests.Reference;

/// <summary>Channels, rows and columns of one picture's value. A vector has one row, one column and <see cref="IsVector"/>.</summary>
internal readonly record struct MapShape(int Channels, int Height, int Width, bool IsVector = false)
{
    public int Length => Channels * Height * Width;

    public static MapShape Vector(int length) => new(length, 1, 1, IsVector: true);

    public static MapShape FromNetwork(int[] shape) => shape.Length == 1 ? Vector(shape[0]) : new(shape[0], shape[1], shape[2]);

    /// <summary>Where a value lies in channels, rows, columns order.</summary>
    public int At(int channel, int y, int x) => (((channel * Height) + y) * Width) + x;
}
