namespace StaticNet;

/// <summary>
/// exp(x_c) / sum over k of exp(x_k): probabilities of classes. Over all values of a vector; in a map over the channels
/// at each position, for segmentation.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;
