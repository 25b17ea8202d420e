using StaticNet;

namespace Networks;

/// <summary>
/// Adds 32 channels behind those that came before, through a 1x1 of 128: G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely
/// Connected Convolutional Networks", 2016 (DenseNet-BC with growth 32).
/// </summary>
[Branch]
[Branch, BatchNorm, Relu, Conv(128, 1, Bias = false), BatchNorm, Relu, Conv(32, 3, Padding = 1, Bias = false)]
[Concat]
public sealed class DenseLayerAttribute : BlockAttribute;

/// <summary>Dense layers of which each sees all before it.</summary>
[Use<DenseLayerAttribute>(Repeat = nameof(layers))]
public sealed class DenseBlockAttribute(int layers) : BlockAttribute;

/// <summary>Between two dense blocks: fewer channels by a 1x1, and half the size.</summary>
[BatchNorm, Relu, Conv(nameof(filters), 1, Bias = false), AvgPool(2)]
public sealed class TransitionAttribute(int filters) : BlockAttribute;
