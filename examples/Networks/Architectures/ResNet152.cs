using StaticNet;

namespace Networks;

/// <summary>ResNet of 152 layers. The stride is on the 3x3, as in torchvision.</summary>
[Network(3, 224, 224), ResNetStem]
[Bottleneck(64, Repeat = 3), Bottleneck(128, 2), Bottleneck(128, Repeat = 7)]
[Bottleneck(256, 2), Bottleneck(256, Repeat = 35), Bottleneck(512, 2), Bottleneck(512, Repeat = 2)]
[PooledClassifier]
public partial class ResNet152;
