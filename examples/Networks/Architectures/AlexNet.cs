using StaticNet;

namespace Networks;

/// <summary>
/// AlexNet in one column, as the lectures have it: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet Classification with Deep
/// Convolutional Neural Networks", 2012. The pools overlap: windows of 3 two apart.
/// </summary>
[Network(3, 227, 227)]
[Conv(96, 11, Stride = 4), Relu, LocalResponseNorm(5, K = 2, AverageSquares = false), Shape(96, 55, 55)]
[MaxPool(3, Stride = 2), Shape(96, 27, 27)]
[Conv(256, 5, Padding = 2), Relu, LocalResponseNorm(5, K = 2, AverageSquares = false), Shape(256, 27, 27)]
[MaxPool(3, Stride = 2), Shape(256, 13, 13)]
[Conv(384, 3, Padding = 1), Relu, Conv(384, 3, Padding = 1), Relu, Shape(384, 13, 13)]
[Conv(256, 3, Padding = 1), Relu, Shape(256, 13, 13), MaxPool(3, Stride = 2), Shape(256, 6, 6)]
[ImageNetClassifier]
public partial class AlexNet;

/// <summary>As published, on two devices: the second, fourth and fifth convolution see only their half of the channels.</summary>
[Network(3, 227, 227)]
[Conv(96, 11, Stride = 4), Relu, LocalResponseNorm(5, K = 2, AverageSquares = false), MaxPool(3, Stride = 2)]
[Conv(256, 5, Padding = 2, Groups = 2), Relu, LocalResponseNorm(5, K = 2, AverageSquares = false), MaxPool(3, Stride = 2)]
[Conv(384, 3, Padding = 1), Relu, Conv(384, 3, Padding = 1, Groups = 2), Relu]
[Conv(256, 3, Padding = 1, Groups = 2), Relu, MaxPool(3, Stride = 2)]
[ImageNetClassifier]
public partial class AlexNetInTwoGroups;

/// <summary>
/// Torchvision's, after A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014: fewer filters, no local
/// response normalisation, dropout before the dense layers.
/// </summary>
[Network(3, 224, 224)]
[Conv(64, 11, Stride = 4, Padding = 2, Fit = Fit.Crop), Relu, MaxPool(3, Stride = 2)]
[Conv(192, 5, Padding = 2), Relu, MaxPool(3, Stride = 2)]
[Conv(384, 3, Padding = 1), Relu, Conv(256, 3, Padding = 1), Relu, Conv(256, 3, Padding = 1), Relu, MaxPool(3, Stride = 2)]
[Dropout, Dense(4096), Relu, Dropout, Dense(4096), Relu, Dense(1000), Softmax]
public partial class AlexNetTorchvision;
