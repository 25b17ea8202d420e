using StaticNet;

namespace Networks;

/// <summary>
/// G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely Connected Convolutional Networks", 2016: DenseNet-BC of 121 layers,
/// growth 32.
/// </summary>
[Network(3, 224, 224), ResNetStem]
[DenseBlock(6), Transition(128), DenseBlock(12), Transition(256), DenseBlock(24), Transition(512), DenseBlock(16)]
[BatchNorm, Relu, PooledClassifier]
public partial class DenseNet121;
