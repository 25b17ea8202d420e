using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The kernels of a Winograd convolution whose filters are transformed already. A large map is taken by strips, of which patches and products stay in the second-level cache while
/// the filters stream by. Where the map is small, or so few of its tiles would make a strip that the filters came too often, one kernel makes the patches of the whole map, and another
/// goes through the filters once.
/// </summary>
/// <param name="Shape">The division into tiles.</param>
/// <param name="Epilogue">What is done to a tile before it is stored.</param>
internal sealed record WinogradProgram(WinogradShape Shape, WinogradEpilogue Epilogue)
{
    /// <summary>Floats of the second-level cache, 1 MB, for which the patches of a small map leave room in the third.</summary>
    private const int Cache = 1 << 18;

    /// <summary>Floats of patches, products and filters that stay in that cache beside what else passes through it.</summary>
    private const int Kept = 3 * Cache / 4;

    /// <summary>Blocks of tiles whose products with a group of filters still fit the cache: by strips the filters would come more often than once.</summary>
    private const int FewBlocks = 8;

    /// <summary>Floats of filters, 3 MB, that every thread may as well read by itself.</summary>
    private const int FewFilters = 3 * Cache;

    /// <summary>Blocks of tiles that threads can share.</summary>
    private const int LeastBlocks = 5;

    /// <summary>Units that are enough for any number of threads.</summary>
    private const int EnoughUnits = 48;

    /// <summary>Units into which a map is cut at least that is taken by strips, where it has so many blocks of tiles and groups of filters.</summary>
    private const int StripUnits = 64;

    /// <summary>
    /// Work, a microsecond, for which threads share the patches of a small map. They wait behind them in any case; and a core reads what it wrote itself several times
    /// faster than what another did.
    /// </summary>
    private const long LeastSharedPatches = 50_000;

    /// <summary>x, patches: what comes first; null where <see cref="Main"/> does everything.</summary>
    public WinogradPatchKernel? Patches => IsLarge || SharesByTiles ? null : new(Shape) { LeastShared = LeastSharedPatches };

    private bool IsLarge => Shape.TileBlocks > FewBlocks && (long)Shape.TileBlocks * Shape.PatchLength > Cache;

    /// <summary>
    /// Whether a smaller map is taken by strips since threads then have no patches of each other to read: where they have few filters to read, and units for as many of them as its work is
    /// worth. What another processor wrote takes long to read, and what it has read to write again.
    /// </summary>
    private bool SharesByTiles => Shape.TileBlocks >= LeastBlocks && Shape.FilterLength <= FewFilters && Strips is { Units: > 1 } strips
        && strips.Units >= Math.Min(EnoughUnits, strips.Work / strips.LeastShared);

    /// <summary>x, filters, what the epilogue reads, <see cref="Scratch"/>, y; with <see cref="Patches"/> in the place of x where they come first.</summary>
    public Kernel Main => Patches is null ? Strips : Products;

    /// <summary>Floats of the memory for patches and for products.</summary>
    public int[] Scratch => Patches is { } patches ? [patches.PatchesLength, Products.ProductsLength] : [Strips.PatchesLength, Strips.ProductsLength];

    private WinogradProductKernel Products => new(Shape, Epilogue);

    private WinogradConvKernel Strips
    {
        get
        {
            // Twice as many blocks as needed: a unit takes several. Too few: units share one.
            int blocks = Math.Max(1, Shape.TileBlocks / StripUnits), parts = Math.Min(Shape.Groups, (StripUnits + Shape.TileBlocks - 1) / Shape.TileBlocks);
            return new(Shape, Strip, blocks, parts, Epilogue);
        }
    }

    /// <summary>As many blocks of tiles as stay in the cache, with the filters where those do not fill it by themselves.</summary>
    private int Strip
    {
        get
        {
            int room = Kept - (Shape.FilterLength < Kept ? Shape.FilterLength : 0);
            return Math.Max(1, Math.Min(Shape.TileBlocks, room / (Shape.PatchLength + Shape.ProductLength)));
        }
    }
}
