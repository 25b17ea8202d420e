namespace StaticNet;

/// <summary>
/// Local response normalisation across channels: y[c] = x[c] / (K + a * sum of x[j]^2)^Beta at every position, j from
/// c - size/2 to c + (size-1)/2 where there are such channels. Krizhevsky et al.,
/// <see href="https://papers.nips.cc/paper/4824">ImageNet Classification with Deep Convolutional Neural
/// Networks</see> (2012).
/// <para>
/// a is <see cref="Alpha"/> / size, as PyTorch, Caffe and ONNX write it. In the paper it is alpha itself: AlexNet as
/// published is <c>[LocalResponseNorm(5, K = 2, AverageSquares = false)]</c>.
/// </para>
/// </summary>
/// <param name="size">Channels that are summed, the value's own included.</param>
public sealed class LocalResponseNormAttribute(object size) : LayerAttribute
{
    /// <summary>A normalisation over 5 channels.</summary>
    public LocalResponseNormAttribute()
        : this(5)
    {
    }

    /// <summary>Channels that are summed.</summary>
    public object Size => size;

    /// <summary>Factor of the squares, not negative. Default 1e-4.</summary>
    public double Alpha { get; set; } = 1e-4;

    /// <summary>The exponent, not negative. Default 0.75.</summary>
    public double Beta { get; set; } = 0.75;

    /// <summary>What is added to the squares, positive. Default 1.</summary>
    public double K { get; set; } = 1;

    /// <summary>
    /// Whether <see cref="Alpha"/> multiplies the squares' mean over <c>size</c> channels, or their sum. At the border
    /// the mean counts missing channels as zeros. Default true.
    /// </summary>
    public object AverageSquares { get; set; } = true;
}
