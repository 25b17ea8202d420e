namespace StaticNet.Generator.Kernels;

/// <summary>
/// Winograd's minimal filtering on one axis: m outputs of a filter of r taps, s positions of the input apart. The transforms of both axes together give
/// those of a map, and the axes need not be alike.
/// With stride 1 it is F(m, r), which multiplies the m + r - 1 values of a patch with as many of a filter.
/// With stride 2 and three taps the outer taps meet every other position of the input, on which they are F(2, 2), three products; the middle tap meets the positions
/// between, a product for each output. Of a patch of d0 to d4 and a filter of g0 to g2:
/// <code>
/// f0 = (d0 - d2) g0 + d1 g1      f1 = d2 (g0 + g2)      f2 = (d4 - d2) g2 + d3 g1
/// y0 = f0 + f1                   y1 = f1 + f2
/// </code>
/// That is five products for six. What is transformed back are three sums, since products that go the same way add up as those of several channels do; a sum is called a
/// frequency, and so many values of a patch and of a filter make it. On two axes 25 products are for 36.
/// </summary>
/// <param name="Size">m: outputs of a tile.</param>
/// <param name="Taps">r: taps of a filter.</param>
/// <param name="Stride">s: 1, or 2 with m = 2 and r = 3.</param>
internal sealed record WinogradAxis(int Size, int Taps, int Stride = 1)
{
    /// <summary>Positions of the input from one tile to the next.</summary>
    public int Step => Size * Stride;

    /// <summary>Positions of the input that a tile needs.</summary>
    public int Patch => ((Size - 1) * Stride) + Taps;

    /// <summary>Values of a transformed patch, and of a transformed filter: as many as positions.</summary>
    public int Values => Patch;

    /// <summary>Values that make each frequency, which are neighbours.</summary>
    public EquatableArray<int> Parts => Stride == 1 ? [.. Enumerable.Repeat(1, Values)] : [2, 1, 2];

    /// <summary>Sums that are transformed back.</summary>
    public int Frequencies => Parts.Count;

    /// <summary>Tiles that cover so many outputs.</summary>
    public int TilesOf(int outputs) => (outputs + Size - 1) / Size;

    /// <summary>
    /// In which order the values of a map's transform lie, as their places on both axes: frequency by frequency, those of the first column before the next, and the values of one
    /// frequency together.
    /// </summary>
    public static (int Column, int Row)[] Order(WinogradAxis rows, WinogradAxis columns) =>
    [
        .. from x in Enumerable.Range(0, columns.Frequencies)
           from y in Enumerable.Range(0, rows.Frequencies)
           from partX in Enumerable.Range(0, columns.Parts[x])
           from partY in Enumerable.Range(0, rows.Parts[y])
           select (columns.Parts.Take(x).Sum() + partX, rows.Parts.Take(y).Sum() + partY),
    ];

    /// <summary>Part of a method's name: "4" of tiles of 4 x 4, "4x2" of 4 x 2.</summary>
    public static string Label(WinogradAxis rows, WinogradAxis columns) => rows.Size == columns.Size ? $"{rows.Size}" : $"{rows.Size}x{columns.Size}";

    /// <summary>Part of a method's name where the axes have strides, else nothing.</summary>
    public static string StrideLabel(WinogradAxis rows, WinogradAxis columns) =>
        rows.Stride == 1 && columns.Stride == 1 ? "" : rows.Stride == columns.Stride ? $"Stride{rows.Stride}" : $"Stride{rows.Stride}x{columns.Stride}";

    /// <summary>"F(4x4, 3x3)", and with strides "F(2x2, 3x3 by 2x2)".</summary>
    public static string Title(WinogradAxis rows, WinogradAxis columns) =>
        $"F({rows.Size}x{columns.Size}, {rows.Taps}x{columns.Taps}{(rows.Stride == 1 && columns.Stride == 1 ? "" : $" by {rows.Stride}x{columns.Stride}")})";
}
