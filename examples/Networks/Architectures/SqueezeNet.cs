using StaticNet;

namespace Networks;

/// <summary>
/// F. Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and less than 0.5MB model size", 2016: the classes
/// come from a 1x1 convolution, and no layer is dense.
/// </summary>
[Network(3, 224, 224)]
[Conv(96, 7, Stride = 2, Fit = Fit.Crop), Relu, MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Fire(16, 64, Repeat = 2), Fire(32, 128), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Fire(32, 128), Fire(48, 192, Repeat = 2), Fire(64, 256), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Fire(64, 256), Dropout, Conv(1000, 1), Relu, GlobalAvgPool, Softmax]
public partial class SqueezeNet10;

/// <summary>Version 1.1: pools earlier, for 2.4 times less computation.</summary>
[Network(3, 224, 224)]
[Conv(64, 3, Stride = 2, Fit = Fit.Crop), Relu, MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Fire(16, 64, Repeat = 2), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Fire(32, 128, Repeat = 2), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Fire(48, 192, Repeat = 2), Fire(64, 256, Repeat = 2), Dropout, Conv(1000, 1), Relu, GlobalAvgPool, Softmax]
public partial class SqueezeNet11;
