using StaticNet;

namespace Networks;

/// <summary>
/// LeNet-5 as the lectures have it, on colour pictures of 32x32: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning Applied
/// to Document Recognition", Proceedings of the IEEE 86(11), 1998.
/// </summary>
[Network(3, 32, 32)]
[Conv(6, 5), Shape(6, 28, 28), Relu, MaxPool(2), Shape(6, 14, 14)]
[Conv(16, 5), Shape(16, 10, 10), Relu, MaxPool(2), Shape(16, 5, 5)]
[Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
public partial class LeNet5Colour;
