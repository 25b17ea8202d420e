namespace StaticNet.Generator.Layers;

/// <summary>What to do when (W-F+2P)/S+1 is not whole: an error, floor, or ceiling.</summary>
internal enum Fit
{
    Exact,
    Crop,
    Pad,
}

/// <summary>
/// A sliding window, one entry per spatial axis: kernel, stride, dilation, and padding before and after. The output
/// size is in the node's shape; a kernel needs only that, the padding before, the stride and the dilation.
/// </summary>
/// <remarks>
/// In a declaration the paddings are the written ones. In a graph <see cref="PaddingAfter"/> includes what <see
/// cref="Fit.Pad"/> added for the last window to be whole, and <see cref="Overhang"/> says how much of it that is: an
/// average that counts padding counts the written padding only, as PyTorch and ONNX do.
/// </remarks>
internal sealed record Window(
    EquatableArray<int> Kernel,
    EquatableArray<int> Stride,
    EquatableArray<int> Dilation,
    EquatableArray<int> PaddingBefore,
    EquatableArray<int> PaddingAfter,
    Fit Fit)
{
    /// <summary>In a declaration, the padding on every side that <c>Pad.Same</c> stands for; the window rule replaces it.</summary>
    public const int Same = int.MinValue;

    /// <summary>Per axis, the part of <see cref="PaddingAfter"/> that Fit.Pad added; empty in a declaration.</summary>
    public EquatableArray<int> Overhang { get; init; } = [];

    /// <summary>
    /// Over this input, with <see cref="Same"/> replaced: out = ceil(W/S) windows take max((out-1)S + F - W, 0) positions of padding, of
    /// which an odd one stands at the end. Where the stride exceeds the window, what the last one leaves over is dropped.
    /// </summary>
    public Window Over(EquatableArray<int> input)
    {
        if (!PaddingBefore.Contains(Same))
        {
            return this;
        }

        int[] before = [.. PaddingBefore];
        int[] after = [.. PaddingAfter];
        for (int axis = 0; axis < input.Count; axis++)
        {
            // A stride or dilation below 1 is an error of its own.
            if (before[axis] == Same && Stride[axis] >= 1 && Dilation[axis] >= 1)
            {
                long output = (((long)input[axis] - 1) / Stride[axis]) + 1;
                long total = Math.Max(((output - 1) * Stride[axis]) + Extent(axis) - input[axis], 0);
                before[axis] = (int)Math.Min(total / 2, int.MaxValue);
                after[axis] = (int)Math.Min(total - (total / 2), int.MaxValue);
            }
        }

        return this with { PaddingBefore = [.. before], PaddingAfter = [.. after], Fit = Fit.Crop };
    }

    /// <summary>Input positions from a window's first tap to its last: D(F-1)+1.</summary>
    public long Extent(int axis) => ((long)Dilation[axis] * (Kernel[axis] - 1)) + 1;

    /// <summary>The window in a summary: "11x11 /4", with what is not the rule: "3x3 dilated 2".</summary>
    public string Description =>
        KernelText
        + (Stride.Any(static stride => stride != 1) ? $" /{Axes(Stride)}" : "")
        + (Dilation.Any(static dilation => dilation != 1) ? $" dilated {Axes(Dilation)}" : "");

    /// <summary>"11x11", or one number on one axis.</summary>
    public string KernelText => string.Join("x", Kernel);

    private static string Axes(EquatableArray<int> values) =>
        values.Distinct().Count() == 1 ? $"{values[0]}" : string.Join("x", values);
}
