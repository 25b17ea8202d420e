namespace StaticNet;

/// <summary>
/// Layer normalisation: all values of a picture together, y = weight * (x - mean) / sqrt(variance +
/// <see cref="Epsilon"/>) + bias. Weight and bias have the shape of the whole value, <c>[C, H, W]</c> or <c>[C]</c>: it
/// is PyTorch's LayerNorm with that as its <c>normalized_shape</c>. (One weight a channel is what
/// <c>[GroupNorm(1)]</c> gives.) Ba et al., <see href="https://arxiv.org/abs/1607.06450">Layer Normalization</see>
/// (2016).
/// </summary>
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance, so that a constant value divides by no zero. Positive; default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether every element has a trained weight and bias. Default true.</summary>
    public object Affine { get; set; } = true;
}
