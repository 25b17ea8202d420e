using StaticNet;

namespace Networks;

/// <summary>Twenty layers with shortcuts that have no parameters: further channels are zeros (option A).</summary>
[Network(3, 32, 32)]
[Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Relu]
[ZeroPaddedBlock(16, Repeat = 3), ZeroPaddedBlock(32, 2), ZeroPaddedBlock(32, Repeat = 2), ZeroPaddedBlock(64, 2), ZeroPaddedBlock(64, Repeat = 2)]
[GlobalAvgPool, Dense(10), Softmax]
public partial class CifarResNet20;

/// <summary>The same with 56 layers.</summary>
[Network(3, 32, 32)]
[Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Relu]
[ZeroPaddedBlock(16, Repeat = 9), ZeroPaddedBlock(32, 2), ZeroPaddedBlock(32, Repeat = 8), ZeroPaddedBlock(64, 2), ZeroPaddedBlock(64, Repeat = 8)]
[GlobalAvgPool, Dense(10), Softmax]
public partial class CifarResNet56;

/// <summary>A basic block whose shortcut takes every other position and fills further channels with zeros.</summary>
[Branch, Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
         Conv(nameof(filters), 3, Padding = 1, Bias = false), BatchNorm]
[Shortcut(Projection = Projection.ZeroPadded)]
[Add, Relu]
public sealed class ZeroPaddedBlockAttribute(int filters, int stride = 1) : BlockAttribute;
