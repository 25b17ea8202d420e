using StaticNet;

namespace Networks;

/// <summary>
/// Two 3x3 convolutions beside a shortcut: K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", 2015.
/// </summary>
[Branch, Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
         Conv(nameof(filters), 3, Padding = 1, Bias = false), BatchNorm]
[Shortcut]
[Add, Relu]
public sealed class BasicBlockAttribute(int filters, int stride = 1) : BlockAttribute;

/// <summary>The same layers without the shortcut: the plain networks to which the paper compares.</summary>
[Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu]
[Conv(nameof(filters), 3, Padding = 1, Bias = false), BatchNorm, Relu]
public sealed class PlainBlockAttribute(int filters, int stride = 1) : BlockAttribute;

/// <summary>
/// 1x1 to fewer channels, 3x3, and 1x1 to four times as many, beside a shortcut. The stride is on the 3x3, as in torchvision, where all
/// positions are still seen.
/// </summary>
[Branch, Conv(nameof(filters), 1, Bias = false), BatchNorm, Relu,
         Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
         Conv($"4*{nameof(filters)}", 1, Bias = false), BatchNorm]
[Shortcut]
[Add, Relu]
public sealed class BottleneckAttribute(int filters, int stride = 1) : BlockAttribute;

/// <summary>The same with the stride on the first 1x1, as in the paper.</summary>
[Branch, Conv(nameof(filters), 1, Stride = nameof(stride), Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
         Conv(nameof(filters), 3, Padding = 1, Bias = false), BatchNorm, Relu,
         Conv($"4*{nameof(filters)}", 1, Bias = false), BatchNorm]
[Shortcut]
[Add, Relu]
public sealed class BottleneckAsPublishedAttribute(int filters, int stride = 1) : BlockAttribute;

/// <summary>What every ResNet for ImageNet begins with: 224 to 112 by a 7x7 convolution, and to 56 by a pool.</summary>
[Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop, Bias = false), BatchNorm, Relu]
[MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)]
public sealed class ResNetStemAttribute : BlockAttribute;

/// <summary>The mean of every channel, and the classes of ImageNet.</summary>
[GlobalAvgPool, Dense(1000), Softmax]
public sealed class PooledClassifierAttribute : BlockAttribute;
