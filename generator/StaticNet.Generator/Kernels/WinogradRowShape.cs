using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// How a convolution is divided that saves multiplications on one axis alone: F(m, r) over the rows of the map, r being 3 or 5, sums as they are over columns and
/// channels. A strip of m output rows needs m + r - 1 rows of the input; transformed, they are as many rows again, here called frequencies. At each the strip
/// is a convolution of one row of taps, with filters of its own, and m outputs take m + r - 1 of those instead of mr.
/// Against F(m x m, r x r) it needs more products, but its transforms are sums of whole rows: a fraction of the other's, and the same for
/// maps in rows and in blocks of channels. So it is for few channels, where transforms are most of the work.
/// Transformed rows lie as a map of that many rows does, and transformed filters as <see cref="PackedFilters"/> of that many rows of taps.
/// </summary>
/// <param name="Size">m: 2 or 4, which with r = 5 is 2.</param>
/// <param name="Source">Layout read.</param>
/// <param name="Target">Blocked layout of the convolution's own output.</param>
/// <param name="Filters">Order of the weights.</param>
/// <param name="Columns">Taps over columns.</param>
/// <param name="PadTop">Rows of zeros above the input.</param>
internal sealed record WinogradRowShape(int Size, Layout Source, Layout Target, PackedFilters Filters, TapAxis Columns, int PadTop)
{
    /// <summary>"F(2, 5) over rows".</summary>
    public string Title => $"F({Size}, {Filters.Rows}) over rows";

    public int Frequencies => Size + Filters.Rows - 1;

    /// <summary>Transformed filters.</summary>
    public PackedFilters Transformed => Filters with { Rows = Frequencies };

    /// <summary>The transformed rows of a strip.</summary>
    public Layout Rows => Source.IsPlanar
        ? Source with { Height = Frequencies, RowStride = Layout.RoundUp(Source.Width) }
        : Source with { Height = Frequencies };

    /// <summary>
    /// Whether the transform can read a row in whole vectors: its padding belongs to it, or else the last vector overlaps the one before.
    /// </summary>
    public static bool Allows(Layout source) => source.Depth == 1 && (source.IsBlocked || source.RowStride % Layout.Block == 0 || source.Width >= Layout.Block);
}
