namespace StaticNet;

/// <summary>Hyperbolic tangent, element by element.</summary>
public sealed class TanhAttribute : LayerAttribute;
