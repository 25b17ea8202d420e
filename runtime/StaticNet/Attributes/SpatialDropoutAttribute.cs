namespace StaticNet;

/// <summary>
/// Dropout of whole channels: in training all values of a channel are zeroed with probability <paramref name="rate"/>,
/// the other channels scaled by 1 / (1 - rate); in prediction values pass unchanged. Neighbours in a map are so much alike
/// that single ones dropped are hardly missed. Tompson et al.,
/// <see href="https://arxiv.org/abs/1411.4280">Efficient Object Localization Using Convolutional Networks</see> (2015).
/// </summary>
/// <param name="rate">Probability of zeroing a channel, at least 0 and below 1.</param>
public sealed class SpatialDropoutAttribute(double rate = 0.5) : LayerAttribute
{
    /// <summary>Probability of zeroing a channel.</summary>
    public double Rate => rate;
}
