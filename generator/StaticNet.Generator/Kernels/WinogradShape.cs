using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// How a convolution F(m x m, r x r) is divided, r being 3 or 5. The output is cut into tiles of m x m; a tile needs a patch of (m + r - 1) x (m + r - 1) of the
/// input. Its transform has as many values a channel, here called frequencies, and at each frequency the convolution is a matrix product of
/// tiles x channels with channels x filters.
/// Tiles lie in blocks that fill a register tile, and filters in groups of two vectors of 16:
/// patches [block of tiles][frequency][C/16][tile][16], products [block of tiles][frequency][filters/16 of a group][tile][16],
/// filters [K/16][frequency][C][16]. Between two frequencies there is a cache line of nothing, so that they do not compete for one set of the cache.
/// </summary>
/// <param name="Size">m: 2 or 4, which with r = 5 is 2.</param>
/// <param name="Source">Blocked layout read.</param>
/// <param name="Target">Blocked layout written.</param>
/// <param name="PadTop">Rows of zeros above the input.</param>
/// <param name="PadLeft">Columns of zeros before the input.</param>
internal sealed record WinogradShape(int Size, Layout Source, Layout Target, int PadTop, int PadLeft)
{
    /// <summary>Pairs of a block of tiles and a group of filters, which threads share, that groups of two vectors must leave.</summary>
    private const int LeastUnits = 32;

    /// <summary>Floats of filters, 512 KB, that stay in the second-level cache beside patches and products.</summary>
    private const int CachedFilters = 1 << 17;

    /// <summary>r: rows and columns of a filter.</summary>
    public int Taps { get; init; } = 3;

    /// <summary>Rows and columns of a patch.</summary>
    public int Patch => Size + Taps - 1;

    /// <summary>"F(4x4, 3x3)".</summary>
    public string Title => $"F({Size}x{Size}, {Taps}x{Taps})";

    public int Frequencies => Patch * Patch;

    public int TileRows => (Target.Height + Size - 1) / Size;

    public int TileColumns => (Target.Width + Size - 1) / Size;

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

    /// <summary>Vectors of 16 filters that are multiplied before their products are transformed back: two, but one where a small map had too few units else.</summary>
    public int GroupBlocks => Target.Blocks * TileBlocks < 2 * LeastUnits ? 1 : 2;

    /// <summary>Groups of filters; the last may be smaller.</summary>
    public int Groups => (Target.Blocks + GroupBlocks - 1) / GroupBlocks;

    /// <summary>Distance between two blocks of 16 channels, or of filters, of patches and products.</summary>
    public int BlockStride => TilesPerBlock * Layout.Block;

    /// <summary>Multiply-adds of all products of patches and filters.</summary>
    public long ProductWork => (long)Frequencies * TileBlocks * TilesPerBlock * Source.Channels * Target.Blocks * Layout.Block;

    /// <summary>What the patches' transform takes in multiply-adds of that kind: each value is read, added a few times and written.</summary>
    public long PatchWork => 6L * Frequencies * TileBlocks * TilesPerBlock * Source.Blocks * Layout.Block;

    public int PatchFrequencyStride => (Source.Blocks * BlockStride) + Layout.Block;

    /// <summary>Floats of the transformed patches of a block of tiles.</summary>
    public int PatchLength => Frequencies * PatchFrequencyStride;

    public int ProductFrequencyStride => (GroupBlocks * BlockStride) + Layout.Block;

    /// <summary>Floats of the products of a block of tiles with a group of filters.</summary>
    public int ProductLength => Frequencies * ProductFrequencyStride;

    public int FilterFrequencyStride => (Source.Channels + 1) * Layout.Block;

    public int FilterBlockStride => Frequencies * FilterFrequencyStride;

    /// <summary>Floats of the transformed filters.</summary>
    public int FilterLength => Target.Blocks * FilterBlockStride;

    /// <summary>Whether filters come from behind the second-level cache for every picture: those of a frequency are brought there during the one before.</summary>
    public bool StreamsFilters => FilterLength > CachedFilters;
}
