using StaticNet;

namespace Networks;

/// <summary>
/// Down three levels and up again, every level beside a copy of what went down: O. Ronneberger, P. Fischer, T. Brox, "U-Net: Convolutional
/// Networks for Biomedical Image Segmentation", 2015, with convolutions that keep the size, so that nothing is cropped. Up it goes by
/// repeating pixels and a convolution. Two classes for every pixel.
/// </summary>
[Network(1, 128, 128)]
[ConvRelu(32, Repeat = 2, As = "level1"), MaxPool(2)]
[ConvRelu(64, Repeat = 2, As = "level2"), MaxPool(2)]
[ConvRelu(128, Repeat = 2, As = "level3"), MaxPool(2)]
[ConvRelu(256, Repeat = 2)]
[Upsample(2), ConvRelu(128), Concat("level3"), ConvRelu(128, Repeat = 2)]
[Upsample(2), ConvRelu(64), Concat("level2"), ConvRelu(64, Repeat = 2)]
[Upsample(2), ConvRelu(32), Concat("level1"), ConvRelu(32, Repeat = 2)]
[Conv(2, 1), Softmax, Shape(2, 128, 128)]
public partial class UNet;
