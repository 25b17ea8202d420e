namespace StaticNet;

/// <summary>
/// Inverted dropout: in training a value is zeroed with probability <paramref name="rate"/> and the others are scaled
/// by 1 / (1 - rate); in prediction values pass unchanged. Srivastava et al. (2014).
/// </summary>
/// <param name="rate">Probability of zeroing a value, at least 0 and below 1.</param>
public sealed class DropoutAttribute(double rate = 0.5) : LayerAttribute
{
    /// <summary>Probability of zeroing a value.</summary>
    public double Rate => rate;
}
