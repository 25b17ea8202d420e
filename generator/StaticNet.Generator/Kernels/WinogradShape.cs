using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// How a convolution by Winograd's minimal filtering is divided. The output is cut into tiles; a tile needs a patch of the input, and on each axis <see cref="WinogradAxis"/> says of which
/// length. The transform of a patch has a few values a channel, of which one or several make a sum, here called a frequency: at each frequency the
/// convolution is a matrix product of tiles x channels with channels x filters, or where several values make it the sum of as many.
/// Tiles lie in blocks that fill a register tile, and filters in groups of two vectors of 16:
/// patches [block of tiles][value][C/16][tile][16], products [block of tiles][frequency][filters/16 of a group][tile][16],
/// filters [K/16][value][C][16]. Between two values there is a cache line of nothing, so that they do not compete for one set of the cache.
/// </summary>
/// <param name="Rows">Tiles and taps from top to bottom.</param>
/// <param name="Columns">Tiles and taps from left to right.</param>
/// <param name="Source">Blocked layout read.</param>
/// <param name="Target">Blocked layout written.</param>
/// <param name="PadTop">Rows of zeros above the input.</param>
/// <param name="PadLeft">Columns of zeros before the input.</param>
internal sealed record WinogradShape(WinogradAxis Rows, WinogradAxis Columns, Layout Source, Layout Target, int PadTop, int PadLeft)
{
    /// <summary>Floats of filters, 512 KB, that stay in the second-level cache beside patches and products.</summary>
    private const int CachedFilters = 1 << 17;

    /// <summary>F(m x m, r x r).</summary>
    public static WinogradShape Square(int size, Layout source, Layout target, int padTop, int padLeft, int taps = 3) =>
        new(new WinogradAxis(size, taps), new WinogradAxis(size, taps), source, target, padTop, padLeft);

    /// <summary>m of F(m x m, 3x3), the only ones that training takes.</summary>
    public int Size => Rows.Size;

    /// <summary>"F(4x4, 3x3)".</summary>
    public string Title => WinogradAxis.Title(Rows, Columns);

    /// <summary>Part of a method's name: "4x3".</summary>
    public string Label => $"{WinogradAxis.Label(Rows, Columns)}x{Rows.Taps}{WinogradAxis.StrideLabel(Rows, Columns)}";

    /// <summary>Values of a transformed patch.</summary>
    public int Values => Rows.Values * Columns.Values;

    public int Frequencies => Rows.Frequencies * Columns.Frequencies;

    /// <summary>Values that make each frequency, in the order of frequencies.</summary>
    public int[] Parts => [.. from x in Columns.Parts from y in Rows.Parts select x * y];

    public int TileRows => Rows.TilesOf(Target.Height);

    public int TileColumns => Columns.TilesOf(Target.Width);

    public int Tiles => TileRows * TileColumns;

    /// <summary>
    /// Tiles of a block, but perhaps of the last. Seven or eight are half of what a register tile of AVX-512 holds beside two vectors of filters: as fast where a
    /// processor has one such multiplication a cycle, and twice as many blocks to share between threads.
    /// </summary>
    public int TilesPerBlock => Tiles % 8 == 0 && Tiles % 7 != 0 ? 8 : Tiling.TileWidth(Tiles, 7);

    /// <summary>Blocks of tiles.</summary>
    public int TileBlocks => (Tiles + TilesPerBlock - 1) / TilesPerBlock;

    /// <summary>Tiles of the last block.</summary>
    public int LastTiles => Tiles - ((TileBlocks - 1) * TilesPerBlock);

    /// <summary>
    /// Vectors of 16 filters that are multiplied before their products are transformed back. Two keep a register tile of seven tiles above what a processor
    /// with two multipliers has in flight, and each value of a patch that it loads serves both; one ran at two thirds of the rate on Zen 5.
    /// </summary>
    public int GroupBlocks => Math.Min(2, Target.Blocks);

    /// <summary>Groups of filters; the last may be smaller.</summary>
    public int Groups => (Target.Blocks + GroupBlocks - 1) / GroupBlocks;

    /// <summary>Distance between two blocks of 16 channels, or of filters, of patches and products.</summary>
    public int BlockStride => TilesPerBlock * Layout.Block;

    /// <summary>Multiply-adds of all products of patches and filters.</summary>
    public long ProductWork => (long)Values * TileBlocks * TilesPerBlock * Source.Channels * Target.Blocks * Layout.Block;

    /// <summary>What the patches' transform takes in multiply-adds of that kind: each value is read, added a few times and written.</summary>
    public long PatchWork => 6L * Values * TileBlocks * TilesPerBlock * Source.Blocks * Layout.Block;

    public int PatchValueStride => (Source.Blocks * BlockStride) + Layout.Block;

    /// <summary>Floats of the transformed patches of a block of tiles.</summary>
    public int PatchLength => Values * PatchValueStride;

    public int ProductFrequencyStride => (GroupBlocks * BlockStride) + Layout.Block;

    /// <summary>Floats of the products of a block of tiles with a group of filters.</summary>
    public int ProductLength => Frequencies * ProductFrequencyStride;

    public int FilterValueStride => (Source.Channels + 1) * Layout.Block;

    public int FilterBlockStride => Values * FilterValueStride;

    /// <summary>Floats of the transformed filters.</summary>
    public int FilterLength => Target.Blocks * FilterBlockStride;

    /// <summary>Whether filters come from behind the second-level cache for every picture: those of a frequency are brought there during the one before.</summary>
    public bool StreamsFilters => FilterLength > CachedFilters;
}
