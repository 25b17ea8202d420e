namespace StaticNet;

/// <summary>The mean of every window, channel by channel.</summary>
public sealed class AvgPoolAttribute : LayerAttribute
{
    /// <summary>
    /// A pool over windows of equal sides, or of one size per axis given as <c>new[] { height, width }</c>; over inputs of
    /// <c>[C, D, H, W]</c> as <c>new[] { depth, height, width }</c>.
    /// </summary>
    /// <param name="kernel">Size of the window.</param>
    public AvgPoolAttribute(object kernel) => Kernel = [kernel];

    /// <summary>A pool over rectangular windows.</summary>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    public AvgPoolAttribute(object kernelHeight, object kernelWidth) => Kernel = [kernelHeight, kernelWidth];

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

    /// <summary>A <see cref="StaticNet.Fit"/>: what to do when the windows do not fill the input. Default: a build error.</summary>
    public object? Fit { get; set; }

    /// <summary>
    /// Whether padding counts as zeros in the mean. Default false: the sum is divided by the number of real pixels.
    /// </summary>
    public object CountPadding { get; set; } = false;
}
