namespace StaticNet;

/// <summary>
/// Group normalisation: neighbouring channels of a picture in <paramref name="groups"/> groups, y = weight * (x - mean) /
/// sqrt(variance + <see cref="Epsilon"/>) + bias, with mean and (biased) variance over all values of a group. Wu and He,
/// <see href="https://arxiv.org/abs/1803.08494">Group Normalization</see> (2018).
/// </summary>
/// <param name="groups">Number of groups; must divide the channels.</param>
public sealed class GroupNormAttribute(object groups) : LayerAttribute
{
    /// <summary>Number of groups.</summary>
    public object Groups => groups;

    /// <summary>Added to the variance, so that a constant group divides by no zero. Positive; default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether every channel has a trained weight and bias. Default true.</summary>
    public object Affine { get; set; } = true;
}
