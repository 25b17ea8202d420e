namespace StaticNet;

/// <summary>exp(x_i) / sum over j of exp(x_j), over all values of a picture: probabilities of classes.</summary>
public sealed class SoftmaxAttribute : LayerAttribute;
