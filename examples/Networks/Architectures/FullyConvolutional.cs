using StaticNet;

namespace Networks;

/// <summary>
/// A classifier without dense layers, whose coarse scores are brought back to the input's size by transposed convolutions and joined by
/// those of the finer levels: J. Long, E. Shelhamer, T. Darrell, "Fully Convolutional Networks for Semantic Segmentation", 2014 (FCN-8s).
/// </summary>
[Network(3, 96, 128)]
[VggStage(32, 1), VggStage(64, 1), VggStage(128, 2, As = "eighth"), VggStage(256, 2, As = "sixteenth"), VggStage(256, 2)]
[Conv(512, 3, Padding = 1), Relu, SpatialDropout, Conv(21, 1), ConvTranspose(21, 4, Stride = 2, Padding = 1, As = "coarse")]
[From("sixteenth"), Conv(21, 1), Add("coarse"), ConvTranspose(21, 4, Stride = 2, Padding = 1, As = "middle")]
[From("eighth"), Conv(21, 1), Add("middle"), ConvTranspose(21, 16, Stride = 8, Padding = 4)]
[LogSoftmax, Shape(21, 96, 128)]
public partial class FullyConvolutional;
