using Networks;

namespace StaticNet.Peers.Networks;

// The networks of the published model list (gen_models.py), layer by layer as its files have them: they end in logits, and their tensors
// stand in the order of these declarations. Blocks are those of examples/Networks.

/// <summary>LeNet-5 on 28x28.</summary>
[Network(1, 28, 28)]
[Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5), Relu, MaxPool(2)]
[Dense(120), Relu, Dense(84), Relu, Dense(10)]
public partial class LeNet5;

/// <summary>Pairs of 3x3 convolutions between pools, for the pictures of CIFAR-10.</summary>
[Network(3, 32, 32)]
[VggStage(32, 2), VggStage(64, 2), VggStage(128, 2), Dense(256), Relu, Dense(10)]
public partial class CifarCnn;

/// <summary>AlexNet in one group.</summary>
[Network(3, 227, 227)]
[Conv(96, 11, Stride = 4), Relu, LocalResponseNorm, MaxPool(3, Stride = 2)]
[Conv(256, 5, Padding = 2), Relu, LocalResponseNorm, MaxPool(3, Stride = 2)]
[ConvRelu(384, Repeat = 2), ConvRelu(256), MaxPool(3, Stride = 2)]
[Dense(4096), Relu, Dense(4096), Relu, Dense(1000)]
public partial class AlexNet;

/// <summary>VGG-16, configuration D.</summary>
[Network(3, 224, 224)]
[VggStage(64, 2), VggStage(128, 2), VggStage(256, 3), VggStage(512, 3), VggStage(512, 3)]
[Dense(4096), Relu, Dense(4096), Relu, Dense(1000)]
public partial class Vgg16;

/// <summary>GoogLeNet with local response normalisation and without its auxiliary heads.</summary>
[Network(3, 224, 224)]
[Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop), Relu, MaxPool(3, Stride = 2, Fit = Fit.Pad), LocalResponseNorm]
[Conv(64, 1), Relu, Conv(192, 3, Padding = 1), Relu, LocalResponseNorm, MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Inception(64, 96, 128, 16, 32, 32), Inception(128, 128, 192, 32, 96, 64), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Inception(192, 96, 208, 16, 48, 64), Inception(160, 112, 224, 24, 64, 64), Inception(128, 128, 256, 24, 64, 64)]
[Inception(112, 144, 288, 32, 64, 64), Inception(256, 160, 320, 32, 128, 128), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Inception(256, 160, 320, 32, 128, 128), Inception(384, 192, 384, 48, 128, 128), GlobalAvgPool, Dense(1000)]
public partial class GoogLeNet;

/// <summary>ResNet of 18 layers.</summary>
[Network(3, 224, 224), ResNetStem]
[BasicBlock(64, Repeat = 2), BasicBlock(128, 2), BasicBlock(128), BasicBlock(256, 2), BasicBlock(256), BasicBlock(512, 2), BasicBlock(512)]
[GlobalAvgPool, Dense(1000)]
public partial class ResNet18;

/// <summary>ResNet of 50 layers, the stride on the 3x3.</summary>
[Network(3, 224, 224), ResNetStem]
[Bottleneck(64, Repeat = 3), Bottleneck(128, 2), Bottleneck(128, Repeat = 3)]
[Bottleneck(256, 2), Bottleneck(256, Repeat = 5), Bottleneck(512, 2), Bottleneck(512, Repeat = 2)]
[GlobalAvgPool, Dense(1000)]
public partial class ResNet50;

/// <summary>MobileNetV2.</summary>
[Network(3, 224, 224)]
[Conv(32, 3, Stride = 2, Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu6, Separable(32, 16)]
[Expanded(16, 24, 2), InvertedResidual(24)]
[Expanded(24, 32, 2), InvertedResidual(32, Repeat = 2)]
[Expanded(32, 64, 2), InvertedResidual(64, Repeat = 3)]
[Expanded(64, 96, 1), InvertedResidual(96, Repeat = 2)]
[Expanded(96, 160, 2), InvertedResidual(160, Repeat = 2)]
[Expanded(160, 320, 1), Conv(1280, 1, Bias = false), BatchNorm, Relu6, GlobalAvgPool, Dense(1000)]
public partial class MobileNetV2;
