namespace StaticNet;

/// <summary>
/// Gaussian error linear unit: x Φ(x) = x/2 (1 + erf(x / sqrt(2))), element by element. Hendrycks and Gimpel,
/// <see href="https://arxiv.org/abs/1606.08415">Gaussian Error Linear Units</see> (2016).
/// </summary>
public sealed class GeluAttribute : LayerAttribute
{
    /// <summary>
    /// Whether the paper's approximation x/2 (1 + tanh(sqrt(2/π) (x + 0.044715 x³))) takes its place, as networks do that
    /// were trained with it; it is off by up to 5e-4. Default false.
    /// </summary>
    public object Tanh { get; set; } = false;
}
