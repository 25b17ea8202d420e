namespace StaticNet;

/// <summary>Logistic function 1 / (1 + exp(-x)), element by element.</summary>
public sealed class SigmoidAttribute : LayerAttribute;
