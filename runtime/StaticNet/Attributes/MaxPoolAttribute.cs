namespace StaticNet;

/// <summary>
/// The largest value of every window, channel by channel. Padding is never a value: a window sees only real pixels. The
/// gradient goes to the first of equal pixels, row by row. Of a NaN and numbers in one window the maximum may be either:
/// the processor's own comparison decides, which PyTorch's slower one does not leave to it.
/// </summary>
public sealed class MaxPoolAttribute : LayerAttribute
{
    /// <summary>
    /// A pool over windows of equal sides, or of one size per axis given as <c>new[] { height, width }</c>; over inputs of
    /// <c>[C, D, H, W]</c> as <c>new[] { depth, height, width }</c>.
    /// </summary>
    /// <param name="kernel">Size of the window.</param>
    public MaxPoolAttribute(object kernel) => Kernel = [kernel];

    /// <summary>A pool over rectangular windows.</summary>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    public MaxPoolAttribute(object kernelHeight, object kernelWidth) => Kernel = [kernelHeight, kernelWidth];

    /// <summary>Size of the window as written: one value, or height and width.</summary>
    public IReadOnlyList<object> Kernel { get; }

    /// <summary>
    /// Distance between two windows, for all axes or <c>new[] { vertical, horizontal }</c>. Default: the window's size.
    /// </summary>
    public object? Stride { get; set; }

    /// <summary>
    /// Room around the input: for all sides, <c>new[] { vertical, horizontal }</c> or
    /// <c>new[] { top, left, bottom, right }</c>; at most half the window. Default 0.
    /// </summary>
    public object? Padding { get; set; }

    /// <summary>
    /// Distance between two taps of the window, for all axes or <c>new[] { vertical, horizontal }</c>. Default 1.
    /// </summary>
    public object? Dilation { get; set; }

    /// <summary>A <see cref="StaticNet.Fit"/>: what to do when the windows do not fill the input. Default: a build error.</summary>
    public object? Fit { get; set; }
}
