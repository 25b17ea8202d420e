namespace StaticNet;

/// <summary>Rectifier: max(x, 0), element by element.</summary>
public sealed class ReluAttribute : LayerAttribute;
