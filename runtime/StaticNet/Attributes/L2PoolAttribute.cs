namespace StaticNet;

/// <summary>
/// The Euclidean norm of every window, channel by channel: the square root of the sum of squares, without a mean (as
/// PyTorch's <c>LPPool2d</c> with norm 2). Its gradient to a pixel x under the norm y is x / y; where y is 0, which has
/// none, it is 0.
/// </summary>
public sealed class L2PoolAttribute : LayerAttribute
{
    /// <summary>A pool over square windows, or of one size per axis given as <c>new[] { height, width }</c>.</summary>
    /// <param name="kernel">Size of the window.</param>
    public L2PoolAttribute(object kernel) => Kernel = [kernel];

    /// <summary>A pool over rectangular windows.</summary>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    public L2PoolAttribute(object kernelHeight, object kernelWidth) => Kernel = [kernelHeight, kernelWidth];

    /// <summary>Size of the window as written: one value, or height and width.</summary>
    public IReadOnlyList<object> Kernel { get; }

    /// <summary>
    /// Distance between two windows, for all axes or <c>new[] { vertical, horizontal }</c>. Default: the window's size.
    /// </summary>
    public object? Stride { get; set; }

    /// <summary>
    /// Room around the input: for all sides, <c>new[] { vertical, horizontal }</c> or
    /// <c>new[] { top, left, bottom, right }</c>; at most half the window. It adds nothing to the sum. Default 0.
    /// </summary>
    public object? Padding { get; set; }

    /// <summary>
    /// Distance between two taps of the window, for all axes or <c>new[] { vertical, horizontal }</c>. Default 1.
    /// </summary>
    public object? Dilation { get; set; }

    /// <summary>A <see cref="StaticNet.Fit"/>: what to do when the windows do not fill the input. Default: a build error.</summary>
    public object? Fit { get; set; }
}
