using StaticNet;

namespace Networks;

/// <summary>M. Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.</summary>
[Network(3, 224, 224)]
[Conv(32, 3, Stride = 2, Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu6, Separable(32, 16)]
[Expanded(16, 24, 2), InvertedResidual(24)]
[Expanded(24, 32, 2), InvertedResidual(32, Repeat = 2)]
[Expanded(32, 64, 2), InvertedResidual(64, Repeat = 3)]
[Expanded(64, 96, 1), InvertedResidual(96, Repeat = 2)]
[Expanded(96, 160, 2), InvertedResidual(160, Repeat = 2)]
[Expanded(160, 320, 1)]
[Conv(1280, 1, Bias = false), BatchNorm, Relu6, GlobalAvgPool, Dropout(0.2), Dense(1000), Softmax]
public partial class MobileNetV2;
