namespace StaticNet;

/// <summary>
/// Convolution. An input of <c>[C, H, W]</c> becomes <c>[filters, (H - F + 2P) / S + 1, (W - F + 2P) / S + 1]</c>, with
/// the kernel size F, padding P and stride S of each axis. Weights are
/// <c>[filters, C / Groups, kernel height, kernel width]</c>. Inputs of <c>[C, L]</c> and <c>[C, D, H, W]</c> have one axis fewer or more,
/// and so has what is given for each axis: <c>new[] { depth, height, width }</c>.
/// </summary>
public sealed class ConvAttribute : LayerAttribute
{
    /// <summary>
    /// A convolution with a kernel of equal sides, or of one size per axis given as <c>new[] { height, width }</c>.
    /// </summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Size of the kernel.</param>
    public ConvAttribute(object filters, object kernel) => (Filters, Kernel) = (filters, [kernel]);

    /// <summary>A convolution with a rectangular kernel.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernelHeight">Rows of the kernel.</param>
    /// <param name="kernelWidth">Columns of the kernel.</param>
    public ConvAttribute(object filters, object kernelHeight, object kernelWidth) =>
        (Filters, Kernel) = (filters, [kernelHeight, kernelWidth]);

    /// <summary>Output channels.</summary>
    public object Filters { get; }

    /// <summary>Size of the kernel as written: one value, or height and width.</summary>
    public IReadOnlyList<object> Kernel { get; }

    /// <summary>
    /// Distance between two windows, for all axes or <c>new[] { vertical, horizontal }</c>. Default 1.
    /// </summary>
    public object? Stride { get; set; }

    /// <summary>
    /// Zeros around the input: for all sides, <c>new[] { vertical, horizontal }</c> or
    /// <c>new[] { top, left, bottom, right }</c>. Default 0.
    /// </summary>
    public object? Padding { get; set; }

    /// <summary>
    /// Distance between two taps of the kernel, for all axes or <c>new[] { vertical, horizontal }</c>. Default 1.
    /// </summary>
    public object? Dilation { get; set; }

    /// <summary>
    /// Groups of channels that are convolved apart from each other; must divide input channels and filters. Default 1.
    /// </summary>
    public object? Groups { get; set; }

    /// <summary>A <see cref="StaticNet.Fit"/>: what to do when the windows do not fill the input. Default: a build error.</summary>
    public object? Fit { get; set; }

    /// <summary>Whether every filter adds a bias. Default true.</summary>
    public object Bias { get; set; } = true;
}
