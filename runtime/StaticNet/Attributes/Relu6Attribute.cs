namespace StaticNet;

/// <summary>Rectifier with a ceiling, min(max(x, 0), 6), element by element: PyTorch's ReLU6.</summary>
public sealed class Relu6Attribute : LayerAttribute;
