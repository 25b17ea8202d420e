namespace StaticNet;

/// <summary>
/// All values in one row, channel by channel and row by row: <c>[C, H, W]</c> becomes <c>[C * H * W]</c>.
/// </summary>
public sealed class FlattenAttribute : LayerAttribute;
