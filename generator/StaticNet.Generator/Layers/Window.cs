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
internal sealed record Window(
    EquatableArray<int> Kernel,
    EquatableArray<int> Stride,
    EquatableArray<int> Dilation,
    EquatableArray<int> PaddingBefore,
    EquatableArray<int> PaddingAfter,
    Fit Fit);
