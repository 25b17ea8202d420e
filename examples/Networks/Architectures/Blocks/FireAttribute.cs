using StaticNet;

namespace Networks;

/// <summary>
/// Few 1x1 filters, and behind them as many 1x1 as 3x3 filters side by side: F. Iandola et al., "SqueezeNet: AlexNet-level accuracy with
/// 50x fewer parameters and less than 0.5MB model size", 2016.
/// </summary>
[Conv(nameof(squeezed), 1), Relu]
[Branch, Conv(nameof(expanded), 1), Relu]
[Branch, Conv(nameof(expanded), 3, Padding = 1), Relu]
[Concat]
public sealed class FireAttribute(int squeezed, int expanded) : BlockAttribute;
