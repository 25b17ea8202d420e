namespace StaticNet;

/// <summary>
/// Leaky rectifier: x where x is positive, <paramref name="slope"/> * x elsewhere, element by element.
/// </summary>
/// <param name="slope">Slope on the negative side.</param>
public sealed class LeakyReluAttribute(double slope = 0.01) : LayerAttribute
{
    /// <summary>Slope on the negative side.</summary>
    public double Slope => slope;
}
