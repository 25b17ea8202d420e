using StaticNet;

namespace Networks;

/// <summary>
/// Shapes of 32x32x32 voxels, forty classes: the VoxNet of D. Maturana, S. Scherer, "VoxNet: A 3D Convolutional Neural Network for
/// Real-Time Object Recognition", IROS 2015, with its 921,736 parameters. Three spatial axes: depth, height, width.
/// </summary>
[Network(1, 32, 32, 32)]
[Conv(32, 5, Stride = 2, Fit = Fit.Crop), LeakyRelu(0.1), Dropout(0.2)]
[Conv(32, 3), LeakyRelu(0.1), MaxPool(2), Dropout(0.3)]
[Dense(128), Relu, Dropout(0.4), Dense(40), Softmax]
public partial class VolumeNet;
