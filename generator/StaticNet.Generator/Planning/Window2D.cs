using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// A sliding window over slices, rows and columns; on an axis that a map does not have it is 1. The paddings are the written ones: what Fit.Pad adds after the map is known from the size
/// of the output, and is never counted.
/// </summary>
internal sealed record Window2D(
    int KernelH, int KernelW, int StrideH, int StrideW, int DilationH, int DilationW, int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    public int KernelD { get; init; } = 1;

    public int StrideD { get; init; } = 1;

    public int DilationD { get; init; } = 1;

    public int PadFront { get; init; }

    public int PadBack { get; init; }

    /// <summary>Slices from a window's first tap to its last.</summary>
    public int ExtentD => (DilationD * (KernelD - 1)) + 1;

    /// <summary>Rows from a window's first tap to its last.</summary>
    public int ExtentH => (DilationH * (KernelH - 1)) + 1;

    /// <summary>Columns from a window's first tap to its last.</summary>
    public int ExtentW => (DilationW * (KernelW - 1)) + 1;

    public int Taps => KernelD * KernelH * KernelW;

    /// <summary>True when windows lie further apart than the positions.</summary>
    public bool IsStrided => StrideD * StrideH * StrideW > 1;

    /// <summary>True when no two windows share a tap.</summary>
    public bool IsDisjoint => StrideD >= ExtentD && StrideH >= ExtentH && StrideW >= ExtentW;

    /// <summary>"3x3", of a volume "3x3x3".</summary>
    public string Sizes => KernelD == 1 ? $"{KernelH}x{KernelW}" : $"{KernelD}x{KernelH}x{KernelW}";

    /// <summary>"Dilated2x2", nothing where no axis is dilated: part of a method's name.</summary>
    public string DilationText => DilationD * DilationH * DilationW == 1 ? ""
        : $"Dilated{(KernelD == 1 ? "" : $"{DilationD}x")}{DilationH}x{DilationW}";

    /// <summary>The window of a layer: the last axis is that of columns, the one before it, where there is one, of rows.</summary>
    public static Window2D Of(Window window)
    {
        int x = window.Kernel.Count - 1, y = x - 1, z = x - 2;
        int Of(EquatableArray<int> sizes, int axis, int otherwise) => axis < 0 ? otherwise : sizes[axis];
        int After(int axis) => axis < 0 ? 0 : window.PaddingAfter[axis] - (axis < window.Overhang.Count ? window.Overhang[axis] : 0);
        return new(
            Of(window.Kernel, y, 1), window.Kernel[x], Of(window.Stride, y, 1), window.Stride[x], Of(window.Dilation, y, 1), window.Dilation[x],
            Of(window.PaddingBefore, y, 0), window.PaddingBefore[x], After(y), After(x))
        {
            KernelD = Of(window.Kernel, z, 1),
            StrideD = Of(window.Stride, z, 1),
            DilationD = Of(window.Dilation, z, 1),
            PadFront = Of(window.PaddingBefore, z, 0),
            PadBack = After(z),
        };
    }

    /// <summary>The taps over slices from a map to what the windows make of it.</summary>
    public TapAxis SlicesOf(Layout source, Layout target) => TapAxis.Forward(target.Depth, source.Depth, KernelD, StrideD, DilationD, PadFront);

    /// <summary>The taps over rows.</summary>
    public TapAxis RowsOf(Layout source, Layout target) => TapAxis.Forward(target.Height, source.Height, KernelH, StrideH, DilationH, PadTop);

    /// <summary>The taps over columns.</summary>
    public TapAxis ColumnsOf(Layout source, Layout target) => TapAxis.Forward(target.Width, source.Width, KernelW, StrideW, DilationW, PadLeft);
}
