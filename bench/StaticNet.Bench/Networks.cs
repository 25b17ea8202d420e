namespace StaticNet.Bench;

// One convolution of ResNet's, and a chain of three. What two more cost is the price of the kernel alone: the changes between the
// caller's order (NCHW) and the kernels' order at both ends are in both times and fall out of the difference. Strict, since it is the direct kernel's price.

[Network(64, 56, 56, Precision = Precision.Strict)]
[Conv(64, 3, Padding = 1)]
internal sealed partial class OneConvolution;

[Network(64, 56, 56, Precision = Precision.Strict)]
[Conv(64, 3, Padding = 1), Conv(64, 3, Padding = 1), Conv(64, 3, Padding = 1)]
internal sealed partial class ThreeConvolutions;
