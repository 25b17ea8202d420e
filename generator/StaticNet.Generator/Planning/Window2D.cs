using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// A sliding window over rows and columns. The paddings are the written ones: what Fit.Pad adds after the map is known from the size
/// of the output, and is never counted.
/// </summary>
internal sealed record Window2D(
    int KernelH, int KernelW, int StrideH, int StrideW, int DilationH, int DilationW, int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    /// <summary>Rows from a window's first tap to its last.</summary>
    public int ExtentH => (DilationH * (KernelH - 1)) + 1;

    /// <summary>Columns from a window's first tap to its last.</summary>
    public int ExtentW => (DilationW * (KernelW - 1)) + 1;

    public int Taps => KernelH * KernelW;

    /// <summary>True when no two windows share a tap.</summary>
    public bool IsDisjoint => StrideH >= ExtentH && StrideW >= ExtentW;

    /// <summary>The window of a layer; a layer on one axis is one row high.</summary>
    public static Window2D Of(Window window)
    {
        int x = window.Kernel.Count - 1;
        int Declared(int axis) => window.PaddingAfter[axis] - (axis < window.Overhang.Count ? window.Overhang[axis] : 0);
        return x == 0
            ? new(1, window.Kernel[0], 1, window.Stride[0], 1, window.Dilation[0], 0, window.PaddingBefore[0], 0, Declared(0))
            : new(
                window.Kernel[0], window.Kernel[1], window.Stride[0], window.Stride[1], window.Dilation[0], window.Dilation[1],
                window.PaddingBefore[0], window.PaddingBefore[1], Declared(0), Declared(1));
    }
}
