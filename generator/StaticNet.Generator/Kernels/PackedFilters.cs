namespace StaticNet.Generator.Kernels;

/// <summary>
/// How the weights of a channel-blocked convolution lie: [K/16][block of input channels][kernel slice][kernel row][kernel column]
/// [channel in block][16 filters], so that the kernel reads them front to back on every instruction set. Fewer than 16 input channels
/// make one block of just that many.
/// A grouped convolution keeps, for every 16 filters, the range of input channels that any of them reads, with zeros where filter and
/// channel are of different groups: <see cref="Starts"/> holds the first channel of each range.
/// </summary>
internal sealed record PackedFilters(int Filters, int Channels, int Rows, int Columns, int Groups, int Range, EquatableArray<int> Starts)
{
    /// <summary>Slices of the kernel: 1 but for volumes.</summary>
    public int Slices { get; init; } = 1;

    /// <summary>Weights of a filter for one channel.</summary>
    public int Taps => Slices * Rows * Columns;

    /// <summary>"3x3", of a volume "3x3x3".</summary>
    public string TapSizes => Slices == 1 ? $"{Rows}x{Columns}" : $"{Slices}x{Rows}x{Columns}";

    /// <summary>Filters in vectors of 16, the last one padded.</summary>
    public int FilterBlocks => (Filters + 15) / 16;

    /// <summary>Input channels that share a block in memory.</summary>
    public int ChannelsPerBlock => Math.Min(Range, 16);

    public int ChannelBlocks => (Range + 15) / 16;

    /// <summary>
    /// Distance between two channels of a block. A grouped convolution keeps a channel's taps together instead, so that the offset of a
    /// weight stays a sum of one part for each axis although every 16 filters have a range of their own.
    /// </summary>
    public int ChannelStride => IsGrouped ? Taps * 16 : 16;

    public int ColumnStride => IsGrouped ? 16 : ChannelsPerBlock * 16;

    public int RowStride => Columns * ColumnStride;

    public int SliceStride => Rows * RowStride;

    public int ChannelBlockStride => IsGrouped ? 16 * ChannelStride : Slices * SliceStride;

    public int FilterBlockStride => IsGrouped ? Range * ChannelStride : ChannelBlocks * ChannelBlockStride;

    public int Length => FilterBlocks * FilterBlockStride;

    /// <summary>Channels in the last block that hold values; 0 when all blocks are full.</summary>
    public int Tail => Range > 16 ? Range % 16 : 0;

    public bool IsGrouped => Groups > 1;

    public static PackedFilters Create(int filters, int channels, int rows, int columns, int groups, bool blockedSource, int slices = 1)
    {
        if (groups == 1)
        {
            return new(filters, channels, rows, columns, 1, channels, []) { Slices = slices };
        }

        int filtersPerGroup = filters / groups, channelsPerGroup = channels / groups, blocks = (filters + 15) / 16;
        int align = blockedSource && channels > 16 ? 16 : 1;
        int[] starts = new int[blocks], ends = new int[blocks];
        for (int block = 0; block < blocks; block++)
        {
            int firstGroup = block * 16 / filtersPerGroup, lastGroup = (Math.Min(filters, (block * 16) + 16) - 1) / filtersPerGroup;
            starts[block] = firstGroup * channelsPerGroup / align * align;
            ends[block] = (((lastGroup + 1) * channelsPerGroup) + align - 1) / align * align;
        }

        // All ranges as long as the longest, moved down where they would pass the end. With 16-channel blocks the last block of
        // the source may be partly padding: finite values, met by zero weights.
        int range = Enumerable.Range(0, blocks).Max(block => ends[block] - starts[block]);
        int total = (channels + align - 1) / align * align;
        for (int block = 0; block < blocks; block++)
        {
            starts[block] = Math.Min(starts[block], total - range);
        }

        return new(filters, channels, rows, columns, groups, range, starts.ToEquatableArray()) { Slices = slices };
    }
}
