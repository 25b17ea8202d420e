namespace StaticNet;

/// <summary>
/// Channels become pixels: <c>[C * r * r, H, W]</c> becomes <c>[C, H * r, W * r]</c>. Input channel c * r * r + i * r + j
/// holds the pixels of channel c at row i, column j of every r by r square, as in PyTorch's <c>PixelShuffle</c>. Shi et
/// al., <see href="https://arxiv.org/abs/1609.05158">Real-Time Single Image and Video Super-Resolution Using an
/// Efficient Sub-Pixel Convolutional Neural Network</see> (2016).
/// </summary>
/// <param name="scale">The factor r, at least 1; its square divides the channels.</param>
public sealed class PixelShuffleAttribute(object scale) : LayerAttribute
{
    /// <summary>The factor r as written.</summary>
    public object Scale => scale;
}
