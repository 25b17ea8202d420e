namespace StaticNet.Bench;

// One convolution of ResNet's, and a chain of three. What two more cost is the price of the kernel alone: the changes between the
// caller's order (NCHW) and the kernels' order at both ends are in both times and fall out of the difference. Strict, since it is the direct kernel's price.

[Network(64, 56, 56, Precision = Precision.Strict)]
[Conv(64, 3, Padding = 1)]
internal sealed partial class OneConvolution;

[Network(64, 56, 56, Precision = Precision.Strict)]
[Conv(64, 3, Padding = 1), Conv(64, 3, Padding = 1), Conv(64, 3, Padding = 1)]
internal sealed partial class ThreeConvolutions;

// Layers of other kinds, in sizes that published networks have.

[Network(256, 56, 56, Training = false)]
[Conv(64, 1)]
internal sealed partial class OnePointwise;

[Network(96, 56, 56, Training = false)]
[Conv(96, 3, Padding = 1, Groups = 96)]
internal sealed partial class OneDepthwise;

[Network(3, 224, 224, Training = false)]
[Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop)]
internal sealed partial class OneStem;

[Network(64, 112, 112, Training = false)]
[MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)]
internal sealed partial class OnePool;

[Network(96, 55, 55, Training = false)]
[LocalResponseNorm]
internal sealed partial class OneResponseNorm;

[Network(2048, 1, 1, Training = false)]
[Dense(1000)]
internal sealed partial class OneDense;
