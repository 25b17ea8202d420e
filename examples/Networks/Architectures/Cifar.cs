using StaticNet;

namespace Networks;

/// <summary>Pairs of 3x3 convolutions between pools, for the pictures of CIFAR-10.</summary>
[Network(3, 32, 32)]
[VggStage(32, 2), VggStage(64, 2), VggStage(128, 2)]
[Dense(256), Relu, Dense(10), Softmax]
public partial class CifarCnn;

/// <summary>
/// Twenty layers without shortcuts, for CIFAR-10: K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", 2015,
/// section 4.2.
/// </summary>
[Network(3, 32, 32)]
[Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Relu]
[PlainBlock(16, Repeat = 3), PlainBlock(32, 2), PlainBlock(32, Repeat = 2), PlainBlock(64, 2), PlainBlock(64, Repeat = 2)]
[GlobalAvgPool, Dense(10), Softmax]
public partial class CifarPlain20;

/// <summary>56 layers: with the plain form the error rises with the depth, with the residual it falls.</summary>
[Network(3, 32, 32)]
[Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Relu]
[PlainBlock(16, Repeat = 9), PlainBlock(32, 2), PlainBlock(32, Repeat = 8), PlainBlock(64, 2), PlainBlock(64, Repeat = 8)]
[GlobalAvgPool, Dense(10), Softmax]
public partial class CifarPlain56;
