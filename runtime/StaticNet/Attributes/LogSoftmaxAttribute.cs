namespace StaticNet;

/// <summary>
/// x_c - log(sum over k of exp(x_k)): logarithms of the probabilities that <see cref="SoftmaxAttribute"/> gives, precise
/// also where those round to 0. Over all values of a vector; in a map over the channels at each position.
/// </summary>
public sealed class LogSoftmaxAttribute : LayerAttribute;
