using StaticNet;

namespace Networks;

/// <summary>ResNet of 152 layers. The stride is on the first 1x1, as in the paper.</summary>
[Network(3, 224, 224), ResNetStem]
[BottleneckAsPublished(64, Repeat = 3), BottleneckAsPublished(128, 2), BottleneckAsPublished(128, Repeat = 7)]
[BottleneckAsPublished(256, 2), BottleneckAsPublished(256, Repeat = 35), BottleneckAsPublished(512, 2), BottleneckAsPublished(512, Repeat = 2)]
[PooledClassifier]
public partial class ResNet152AsPublished;
