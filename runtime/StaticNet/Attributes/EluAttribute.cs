namespace StaticNet;

/// <summary>
/// Exponential linear unit: x where x is positive, <paramref name="alpha"/> * (exp(x) - 1) elsewhere, element by element.
/// Clevert et al., <see href="https://arxiv.org/abs/1511.07289">Fast and Accurate Deep Network Learning by Exponential
/// Linear Units</see> (2015).
/// </summary>
/// <param name="alpha">The negative of the value that very negative inputs approach.</param>
public sealed class EluAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>The negative of the value that very negative inputs approach.</summary>
    public double Alpha => alpha;
}
