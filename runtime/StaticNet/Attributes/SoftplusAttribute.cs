namespace StaticNet;

/// <summary>log(1 + exp(x)), a smooth rectifier, element by element; no input overflows.</summary>
public sealed class SoftplusAttribute : LayerAttribute;
