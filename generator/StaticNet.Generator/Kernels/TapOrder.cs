namespace StaticNet.Generator.Kernels;

/// <summary>
/// Which weights of a kernel the taps of the axes meet: tap (r, s) meets the kernel's row FirstRow + r * RowStep and its column
/// FirstColumn + s * ColumnStep, in a volume slices alike. A gather takes every so many, backwards.
/// </summary>
internal sealed record TapOrder(int FirstRow, int RowStep, int FirstColumn, int ColumnStep)
{
    /// <summary>All taps, as they lie.</summary>
    public static readonly TapOrder Forward = new(0, 1, 0, 1);

    public int FirstSlice { get; init; }

    public int SliceStep { get; init; } = 1;

    /// <summary>The kernel's column that tap <paramref name="tap"/> meets.</summary>
    public int Column(int tap) => FirstColumn + (tap * ColumnStep);

    /// <summary>C# for the offset of the kernel's row that the variable <paramref name="tap"/> meets.</summary>
    public string Row(string tap, int rowStride) => Affine(tap, FirstRow * rowStride, RowStep * rowStride);

    /// <summary>C# for the offset of the kernel's slice that the variable <paramref name="tap"/> meets.</summary>
    public string Slice(string tap, int sliceStride) => Affine(tap, FirstSlice * sliceStride, SliceStep * sliceStride);

    private static string Affine(string tap, int first, int step) =>
        first == 0 ? $"({tap} * {step})"
        : step < 0 ? $"({first} - ({tap} * {-step}))"
        : $"({first} + ({tap} * {step}))";
}
