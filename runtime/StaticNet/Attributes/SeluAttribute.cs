namespace StaticNet;

/// <summary>
/// Scaled exponential linear unit: s x where x is positive, s a (exp(x) - 1) elsewhere, element by element, with
/// a = 1.67326324 and s = 1.05070099, which keep mean 0 and variance 1 from layer to layer. Klambauer et al.,
/// <see href="https://arxiv.org/abs/1706.02515">Self-Normalizing Neural Networks</see> (2017).
/// </summary>
public sealed class SeluAttribute : LayerAttribute;
