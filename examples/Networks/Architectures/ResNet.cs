using StaticNet;

namespace Networks;

/// <summary>K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", 2015: 18 layers.</summary>
[Network(3, 224, 224), ResNetStem]
[BasicBlock(64, Repeat = 2), BasicBlock(128, 2), BasicBlock(128), BasicBlock(256, 2), BasicBlock(256), BasicBlock(512, 2), BasicBlock(512)]
[PooledClassifier]
public partial class ResNet18;

/// <summary>34 layers.</summary>
[Network(3, 224, 224), ResNetStem]
[BasicBlock(64, Repeat = 3), BasicBlock(128, 2), BasicBlock(128, Repeat = 3)]
[BasicBlock(256, 2), BasicBlock(256, Repeat = 5), BasicBlock(512, 2), BasicBlock(512, Repeat = 2)]
[PooledClassifier]
public partial class ResNet34;

/// <summary>34 layers without the shortcuts: what the paper compares ResNet-34 to.</summary>
[Network(3, 224, 224), ResNetStem]
[PlainBlock(64, Repeat = 3), PlainBlock(128, 2), PlainBlock(128, Repeat = 3)]
[PlainBlock(256, 2), PlainBlock(256, Repeat = 5), PlainBlock(512, 2), PlainBlock(512, Repeat = 2)]
[PooledClassifier]
public partial class Plain34;
