using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The kernels of a Winograd convolution whose filters are transformed already: either one that takes strips of the map through all steps, or, where the patches of the whole map fit the second-level
/// cache and few strips would be left to share between threads, one for the patches and one for the rest.
/// </summary>
/// <param name="Shape">The division into tiles.</param>
/// <param name="Epilogue">What is done to a tile before it is stored.</param>
internal sealed record WinogradProgram(WinogradShape Shape, WinogradEpilogue Epilogue)
{
    /// <summary>Floats of patches up to which the map is taken as a whole: the second-level cache of a core, 1 MB.</summary>
    private const int WholeMap = 1 << 18;

    /// <summary>Units into which a map is cut at least that is taken by strips, where it has so many blocks of tiles.</summary>
    private const int StripUnits = 32;

    /// <summary>x, patches: what comes first; null where <see cref="Main"/> does everything.</summary>
    public WinogradPatchKernel? Patches => Shape.TileBlocks * Shape.PatchLength <= WholeMap ? new(Shape) : null;

    /// <summary>x, filters, what the epilogue reads, <see cref="Scratch"/>, y; with <see cref="Patches"/> in the place of x where they come first.</summary>
    public Kernel Main => Patches is null ? Strips : Products;

    /// <summary>Floats of the memory for patches and for products.</summary>
    public int[] Scratch => Patches is { } patches ? [patches.PatchesLength, Products.ProductsLength] : [Strips.PatchesLength, Strips.ProductsLength];

    private WinogradProductKernel Products => new(Shape, Epilogue);

    private WinogradConvKernel Strips => new(Shape, 1, (Shape.TileBlocks + StripUnits - 1) / StripUnits, Epilogue);
}
