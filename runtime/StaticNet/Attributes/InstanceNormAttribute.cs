namespace StaticNet;

/// <summary>
/// Instance normalisation: every channel of every picture by itself, y = (x - mean) / sqrt(variance +
/// <see cref="Epsilon"/>), with mean and (biased) variance over the channel's positions, in training and in prediction
/// alike. Ulyanov et al., <see href="https://arxiv.org/abs/1607.08022">Instance Normalization</see> (2016). Needs a map:
/// a single value has no variance.
/// </summary>
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance, so that a constant channel divides by no zero. Positive; default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether every channel has a trained weight and bias. Default false, as in PyTorch.</summary>
    public object Affine { get; set; } = false;
}
