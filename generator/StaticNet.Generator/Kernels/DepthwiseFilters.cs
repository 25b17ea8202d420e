namespace StaticNet.Generator.Kernels;

/// <summary>
/// How the weights of a convolution lie whose filters each see one channel: [K/16][slice][row][column][16 filters]. Lane by lane a
/// filter meets its own channel, so no weight is stored that is always zero but those behind the last filter.
/// </summary>
/// <param name="Filters">Output channels.</param>
/// <param name="Slices">Kernel slices; 1 but for volumes.</param>
/// <param name="Rows">Kernel rows.</param>
/// <param name="Columns">Kernel columns.</param>
internal sealed record DepthwiseFilters(int Filters, int Slices, int Rows, int Columns)
{
    public const int ColumnStride = 16;

    public int Blocks => (Filters + 15) / 16;

    public int RowStride => Columns * ColumnStride;

    public int SliceStride => Rows * RowStride;

    public int BlockStride => Slices * SliceStride;

    public int Length => Blocks * BlockStride;

    /// <summary>
    /// Whether a channel's filters lie in lanes as the kernels read them: vectors of every width hold whole channels, or a part of one.
    /// </summary>
    public static bool Allows(int multiplier) => multiplier is 1 or 2 or 4 or 8 || multiplier % 16 == 0;

    /// <summary>C# for the offset of the channels of vector <paramref name="group"/> of filters, of which a channel has <paramref name="multiplier"/>.</summary>
    public static string SourceOffset(Isa isa, string group, int blockStride, int multiplier) => multiplier == 1
        ? GroupOffset(isa, group, blockStride)
        : $"({group} * {isa.Width} / {multiplier} / 16 * {blockStride}) + ({group} * {isa.Width} / {multiplier} % 16)";

    /// <summary>A vector of channels, each of which is repeated for all its filters.</summary>
    public static string LoadSource(Isa isa, string reference, int offset, int multiplier)
    {
        if (multiplier == 1)
        {
            return isa.Load(reference, offset);
        }

        if (multiplier % isa.Width == 0)
        {
            return isa.BroadcastAt(reference, offset);
        }

        int channels = isa.Width / multiplier;
        string value = $"Vector{channels * 32}.LoadUnsafe(ref {Isa.At(reference, offset)})";
        for (int width = channels * 2; width <= isa.Width; width *= 2)
        {
            value += $".ToVector{width * 32}Unsafe()";
        }

        string lanes = string.Join(", ", Enumerable.Range(0, isa.Width).Select(lane => lane / multiplier));
        return $"Vector.Shuffle({value}, Vector.Create({lanes}))";
    }

    /// <summary>C# for the offset of vector <paramref name="group"/> of channels in anything whose 16-channel blocks lie <paramref name="blockStride"/> apart.</summary>
    public static string GroupOffset(Isa isa, string group, int blockStride) => isa.Width == 16
        ? $"{group} * {blockStride}"
        : $"({group} / {16 / isa.Width} * {blockStride}) + ({group} % {16 / isa.Width} * {isa.Width})";
}
