namespace StaticNet;

/// <summary>
/// Transposed convolution (deconvolution), the map by which a convolution's gradient goes back to its input: every input value
/// is multiplied by the kernel and added to the output at its place. An input of <c>[C, H, W]</c> becomes <c>[filters, ...]</c>
/// with <c>(H - 1) * S - 2P + D * (F - 1) + OutputPadding + 1</c> rows and columns alike, with the kernel size F, stride S, padding P
/// and dilation D of each axis. Weights are <c>[C, filters / Groups, kernel height, kernel width]</c>, as PyTorch's ConvTranspose2d
/// has them.
/// </summary>
/// <remarks>Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 4.</remarks>
public sealed class ConvTransposeAttribute : LayerAttribute
{
    /// <summary>
    /// A transposed convolution with a kernel of equal sides, or of one size per axis given as <c>new[] { height, width }</c>.
    /// </summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Size of the kernel.</param>
    public ConvTransposeAttribute(object filters, object kernel) => (Filters, Kernel) = (filters, [kernel]);

    /// <summary>A transposed convolution with a rectangular kernel.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernelHeight">Rows of the kernel.</param>
    /// <param name="kernelWidth">Columns of the kernel.</param>
    public ConvTransposeAttribute(object filters, object kernelHeight, object kernelWidth) =>
        (Filters, Kernel) = (filters, [kernelHeight, kernelWidth]);

    /// <summary>Output channels.</summary>
    public object Filters { get; }

    /// <summary>Size of the kernel as written: one value, or height and width.</summary>
    public IReadOnlyList<object> Kernel { get; }

    /// <summary>
    /// Output positions between two neighbouring inputs, for all axes or <c>new[] { vertical, horizontal }</c>. Default 1.
    /// </summary>
    public object? Stride { get; set; }

    /// <summary>
    /// What is cut off the output: on all sides, <c>new[] { vertical, horizontal }</c> or
    /// <c>new[] { top, left, bottom, right }</c>; the padding of the convolution that it transposes. Default 0.
    /// </summary>
    public object? Padding { get; set; }

    /// <summary>
    /// Rows and columns added at the end of the output, for all axes or <c>new[] { vertical, horizontal }</c>: a strided convolution
    /// makes maps of neighbouring sizes equal, and this says which one to go back to. Less than the stride or the dilation. Default 0.
    /// </summary>
    public object? OutputPadding { get; set; }

    /// <summary>
    /// Distance between two taps of the kernel, for all axes or <c>new[] { vertical, horizontal }</c>. Default 1.
    /// </summary>
    public object? Dilation { get; set; }

    /// <summary>
    /// Groups of channels that are convolved apart from each other; must divide input channels and filters. Default 1.
    /// </summary>
    public object? Groups { get; set; }

    /// <summary>Whether every filter adds a bias. Default true.</summary>
    public object Bias { get; set; } = true;
}
