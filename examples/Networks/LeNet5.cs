using StaticNet;

namespace Networks;

/// <summary>
/// LeNet-5 for pictures of 28x28, with ReLU and maximum where the original has tanh and trained averages: Y. LeCun, L. Bottou,
/// Y. Bengio, P. Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE 86(11), 1998.
/// </summary>
[Network(1, 28, 28)]
[Conv(6, 5, Padding = 2), Relu, MaxPool(2)]
[Conv(16, 5), Relu, MaxPool(2)]
[Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
public partial class LeNet5;
