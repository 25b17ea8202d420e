using StaticNet;

namespace Networks;

/// <summary>
/// M. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", 2013: AlexNet with a smaller first window that steps
/// less. The first window leaves over what does not fill it; the pools round up, as the paper's sizes want it.
/// </summary>
[Network(3, 224, 224)]
[Conv(96, 7, Stride = 2, Padding = 1, Fit = Fit.Crop), Relu, Shape(96, 110, 110)]
[MaxPool(3, Stride = 2, Fit = Fit.Pad), LocalResponseNorm(5, K = 2, AverageSquares = false), Shape(96, 55, 55)]
[Conv(256, 5, Stride = 2), Relu, Shape(256, 26, 26)]
[MaxPool(3, Stride = 2, Fit = Fit.Pad), LocalResponseNorm(5, K = 2, AverageSquares = false), Shape(256, 13, 13)]
[Conv(384, 3, Padding = 1), Relu, Conv(384, 3, Padding = 1), Relu, Conv(256, 3, Padding = 1), Relu, Shape(256, 13, 13)]
[MaxPool(3, Stride = 2), Shape(256, 6, 6)]
[ImageNetClassifier]
public partial class ZFNet;
