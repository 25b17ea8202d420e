namespace StaticNet.Generator.Kernels;

/// <summary>
/// How the weights of a convolution lie whose filters each see few channels: [K/16][channel of the group][row][column][16 filters].
/// Lane by lane a filter meets its own channel, so no weight is stored that is always zero but those behind the last filter.
/// </summary>
/// <param name="Filters">Output channels.</param>
/// <param name="Depth">Channels that one filter sees; 1 for a depthwise convolution.</param>
/// <param name="Rows">Kernel rows.</param>
/// <param name="Columns">Kernel columns.</param>
internal sealed record DepthwiseFilters(int Filters, int Depth, int Rows, int Columns)
{
    public const int ColumnStride = 16;

    public int Blocks => (Filters + 15) / 16;

    public int RowStride => Columns * ColumnStride;

    /// <summary>Distance between two channels of a filter's group.</summary>
    public int DepthStride => Rows * RowStride;

    public int BlockStride => Depth * DepthStride;

    public int Length => Blocks * BlockStride;

    /// <summary>C# for the offset of vector <paramref name="group"/> of channels in anything whose 16-channel blocks lie <paramref name="blockStride"/> apart.</summary>
    public static string GroupOffset(Isa isa, string group, int blockStride) => isa.Width == 16
        ? $"{group} * {blockStride}"
        : $"({group} / {16 / isa.Width} * {blockStride}) + ({group} % {16 / isa.Width} * {isa.Width})";
}
