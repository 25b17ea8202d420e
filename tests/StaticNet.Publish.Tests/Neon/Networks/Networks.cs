using StaticNet;

namespace Networks;

/// <summary>No size is a multiple of a vector: tails, strides, dilation, clipped borders, padding above half the kernel.</summary>
[Network(3, 17, 13)]
[Conv(17, 3, Stride = 2, Padding = 2, Fit = Fit.Crop), Relu, MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Pad)]
[Conv(5, 3, Padding = 2, Dilation = 2), LeakyRelu(0.1), Dropout(0.25)]
[Dense(19), Relu, Dense(7), Softmax]
public partial class OddSizes;

/// <summary>Groups, a kernel that is not square, average pooling.</summary>
[Network(16, 9, 10)]
[Conv(32, 3, 1, Padding = new[] { 1, 0 }, Groups = 2), Relu]
[Conv(32, 3, Groups = 32, Padding = 1, Bias = false), Relu]
[AvgPool(2, Fit = Fit.Crop), Conv(20, 1), Relu, GlobalAvgPool]
public partial class Grouped;

/// <summary>The activations that are computed by exponentials.</summary>
[Network(4, 8, 8)]
[Conv(16, 3), Tanh, AvgPool(3, Stride = 3), Conv(8, 2), Sigmoid, Flatten, Dense(10), Tanh]
public partial class Smooth;

/// <summary>The activations that are computed by exponentials and logarithms, slopes that are learned, channels dropped.</summary>
[Network(3, 9, 7)]
[Conv(17, 3), Gelu, SpatialDropout(0.25), Conv(6, 3), PRelu, Swish, Softplus]
[Dense(19), Elu, Selu, HardSwish, Dense(7), LogSoftmax]
public partial class Gates;

/// <summary>Probabilities of classes at every position.</summary>
[Network(3, 7, 9)]
[Conv(17, 3, Padding = 1), PRelu(Shared = true), Gelu(Tanh = true), Conv(8, 1), HardSigmoid, Conv(5, 1), Relu6, Softmax]
public partial class Segmenter;

/// <summary>Borders, enlargements, pixels of channels, other shapes, and the pools beside maximum and mean.</summary>
[Network(3, 6, 7)]
[Pad(2, Mode = PadMode.Reflect), Conv(17, 3), Tanh, Upsample(2), SumPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)]
[Pad(new[] { 1, 0, 2, 3 }, Mode = PadMode.Replicate), Conv(12, 3), Upsample(new[] { 2, 3 }, Mode = UpsampleMode.Bilinear), L2Pool(2, Fit = Fit.Crop)]
[PixelShuffle(2), Crop(1), Conv(18, 3), Upsample(2, Mode = UpsampleMode.Bilinear, AlignCorners = true), Pad(1, Value = 0.5)]
[Dense(20), Reshape(5, 2, 2), Conv(9, 1), GlobalMaxPool]
public partial class Moved;

/// <summary>Means and sums of two by two in rows, fused and not.</summary>
[Network(1, 14, 14)]
[Conv(5, 3), Tanh, AvgPool(2), Conv(4, 3), Sigmoid, SumPool(2), Dense(5)]
public partial class Means;

/// <summary>A prediction with no loop and no branch: rows, blocks, Winograd's transforms, a bilinear row, the end of a softmax.</summary>
[Network(1, 9, 8, Unroll = Unroll.Full)]
[Conv(5, 3, Padding = 1), Relu, MaxPool(2, Fit = Fit.Crop), Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Conv(18, 3, Padding = 1), Tanh]
[Upsample(2, Mode = UpsampleMode.Bilinear), GlobalAvgPool, Dense(7), Softmax]
public partial class WrittenOut;
