namespace StaticNet;

/// <summary>
/// Pixels put around a map: <c>[C, H, W]</c> becomes <c>[C, top + H + bottom, left + W + right]</c>. A convolution pads its
/// input with zeros by itself; this is for other borders, and for sides that a <c>Padding</c> cannot say.
/// <see cref="CropAttribute"/> takes them away again.
/// </summary>
/// <param name="padding">
/// For all sides, <c>new[] { vertical, horizontal }</c> or <c>new[] { top, left, bottom, right }</c>; none negative.
/// </param>
public sealed class PadAttribute(object padding) : LayerAttribute
{
    /// <summary>The padding as written.</summary>
    public object Padding => padding;

    /// <summary>A <see cref="PadMode"/>: what the new pixels are. Default: a constant.</summary>
    public object? Mode { get; set; }

    /// <summary>The value of new pixels in <see cref="PadMode.Constant"/>. Default 0.</summary>
    public double Value { get; set; }
}
