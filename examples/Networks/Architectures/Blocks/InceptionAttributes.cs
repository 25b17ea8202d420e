using StaticNet;

namespace Networks;

/// <summary>
/// The naive inception module: windows of three sizes and a pool side by side. C. Szegedy et al., "Going Deeper with
/// Convolutions", 2014, figure 2(a).
/// </summary>
[Branch, Conv(nameof(ones), 1), Relu]
[Branch, Conv(nameof(threes), 3, Padding = 1), Relu]
[Branch, Conv(nameof(fives), 5, Padding = 2), Relu]
[Branch, MaxPool(3, Stride = 1, Padding = 1)]
[Concat]
public sealed class NaiveInceptionAttribute(int ones, int threes, int fives) : BlockAttribute;

/// <summary>
/// The inception module with 1x1 convolutions that reduce the channels before the larger windows and behind the pool: figure 2(b).
/// The parameters are the columns of the paper's table 1.
/// </summary>
[Branch, Conv(nameof(ones), 1), Relu]
[Branch, Conv(nameof(threesReduced), 1), Relu, Conv(nameof(threes), 3, Padding = 1), Relu]
[Branch, Conv(nameof(fivesReduced), 1), Relu, Conv(nameof(fives), 5, Padding = 2), Relu]
[Branch, MaxPool(3, Stride = 1, Padding = 1), Conv(nameof(pooled), 1), Relu]
[Concat]
public sealed class InceptionAttribute(int ones, int threesReduced, int threes, int fivesReduced, int fives, int pooled) : BlockAttribute;

/// <summary>A convolution without bias, batch normalisation with torchvision's epsilon for GoogLeNet, and ReLU.</summary>
[Conv(nameof(filters), nameof(kernel), Stride = nameof(stride), Padding = $"({nameof(kernel)}-1)/2", Fit = Fit.Crop, Bias = false)]
[BatchNorm(Epsilon = 0.001), Relu]
public sealed class InceptionConvAttribute(int filters, int kernel, int stride = 1) : BlockAttribute;

/// <summary>Torchvision's inception module: batch normalisation behind every convolution, and 3x3 where the paper has 5x5.</summary>
[Branch, Use<InceptionConvAttribute>(nameof(ones), 1)]
[Branch, Use<InceptionConvAttribute>(nameof(threesReduced), 1), Use<InceptionConvAttribute>(nameof(threes), 3)]
[Branch, Use<InceptionConvAttribute>(nameof(fivesReduced), 1), Use<InceptionConvAttribute>(nameof(fives), 3)]
[Branch, MaxPool(3, Stride = 1, Padding = 1), Use<InceptionConvAttribute>(nameof(pooled), 1)]
[Concat]
public sealed class InceptionNormAttribute(int ones, int threesReduced, int threes, int fivesReduced, int fives, int pooled) : BlockAttribute;
