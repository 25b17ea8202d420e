namespace StaticNet;

/// <summary>The mean of every channel over all its pixels: <c>[C, H, W]</c> becomes <c>[C]</c>.</summary>
public sealed class GlobalAvgPoolAttribute : LayerAttribute;
