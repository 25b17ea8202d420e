using StaticNet;

namespace Networks;

/// <summary>A 3x3 convolution that keeps the size, and ReLU: what VGG is made of.</summary>
[Conv(nameof(filters), 3, Padding = 1), Relu]
public sealed class ConvReluAttribute(int filters) : BlockAttribute;

/// <summary>The same with batch normalisation; the convolution keeps its bias, as in torchvision.</summary>
[Conv(nameof(filters), 3, Padding = 1), BatchNorm, Relu]
public sealed class ConvNormReluAttribute(int filters) : BlockAttribute;

/// <summary>Some 3x3 convolutions, and a pool that halves the size.</summary>
[Use<ConvReluAttribute>(nameof(filters), Repeat = nameof(layers)), MaxPool(2)]
public sealed class VggStageAttribute(int filters, int layers) : BlockAttribute;

/// <summary>The same with batch normalisation.</summary>
[Use<ConvNormReluAttribute>(nameof(filters), Repeat = nameof(layers)), MaxPool(2)]
public sealed class VggNormStageAttribute(int filters, int layers) : BlockAttribute;

/// <summary>The classifier of AlexNet, ZFNet and VGG: two hidden layers of 4096 with dropout, and the classes of ImageNet.</summary>
[Dense(4096), Relu, Dropout, Dense(4096), Relu, Dropout, Dense(1000), Softmax]
public sealed class ImageNetClassifierAttribute : BlockAttribute;
