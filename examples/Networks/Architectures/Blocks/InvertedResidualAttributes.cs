using StaticNet;

namespace Networks;

/// <summary>A depthwise 3x3 on <paramref name="hidden"/> channels, and a 1x1 to <paramref name="filters"/> without activation.</summary>
[Conv(nameof(hidden), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Groups = nameof(hidden), Bias = false), BatchNorm, Relu6]
[Conv(nameof(filters), 1, Bias = false), BatchNorm]
public sealed class SeparableAttribute(int hidden, int filters, int stride = 1) : BlockAttribute;

/// <summary>
/// Six times the channels by a 1x1, and back from them through a separable convolution: the block of MobileNetV2 where the shape
/// changes and nothing goes around it. M. Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.
/// </summary>
[Conv($"6*{nameof(channels)}", 1, Bias = false), BatchNorm, Relu6, Use<SeparableAttribute>($"6*{nameof(channels)}", nameof(filters), nameof(stride))]
public sealed class ExpandedAttribute(int channels, int filters, int stride) : BlockAttribute;

/// <summary>The same with as many channels and positions as before, and the value itself added.</summary>
[Branch, Use<ExpandedAttribute>(nameof(channels), nameof(channels), 1)]
[Branch]
[Add]
public sealed class InvertedResidualAttribute(int channels) : BlockAttribute;
