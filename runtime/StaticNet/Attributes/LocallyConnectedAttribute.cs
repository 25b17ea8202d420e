namespace StaticNet;

/// <summary>
/// A convolution without shared weights: every output position has filters and biases of its own. An input of <c>[C, H, W]</c> becomes
/// <c>[filters, H', W']</c> with <c>H' = (H - F + 2P) / S + 1</c>, and W' alike, as with <see cref="ConvAttribute"/>. It has
/// <c>H' * W' * filters * (C * F * F + 1)</c> parameters: weights
/// <c>[filters, H', W', C, kernel height, kernel width]</c>, biases <c>[filters, H', W']</c>.
/// </summary>
public sealed class LocallyConnectedAttribute : LayerAttribute
{
    /// <summary>
    /// Kernels of equal sides, or of one size per axis given as <c>new[] { height, width }</c>.
    /// </summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Size of the kernels.</param>
    public LocallyConnectedAttribute(object filters, object kernel) => (Filters, Kernel) = (filters, [kernel]);

    /// <summary>Rectangular kernels.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernelHeight">Rows of the kernels.</param>
    /// <param name="kernelWidth">Columns of the kernels.</param>
    public LocallyConnectedAttribute(object filters, object kernelHeight, object kernelWidth) =>
        (Filters, Kernel) = (filters, [kernelHeight, kernelWidth]);

    /// <summary>Output channels.</summary>
    public object Filters { get; }

    /// <summary>Size of the kernels as written: one value, or height and width.</summary>
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

    /// <summary>A <see cref="StaticNet.Fit"/>: what to do when the windows do not fill the input. Default: a build error.</summary>
    public object? Fit { get; set; }

    /// <summary>Whether every filter adds a bias, one for each output position. Default true.</summary>
    public object Bias { get; set; } = true;
}
