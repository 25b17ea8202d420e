namespace StaticNet.Conformance.Tests.Cases;

/// <content>Normalisations: in blocks and in rows, folded, fused and alone, over channels that fill no block.</content>
internal static partial class CaseList
{
    private static NetworkCase[] Norms =>
    [
        // Batch normalisation by itself: rows without padding, with it, blocks, vectors.
        new("BatchNormOfInput", [3, 5, 7], "BatchNorm", 7),
        new("BatchNormOfWideInput", [5, 3, 33], "BatchNorm", 3),
        new("BatchNormOfOneChannel", [1, 16, 16], "BatchNorm(Epsilon = 0.1)", 2),
        new("BatchNormPlain", [17, 4, 5], "BatchNorm(Affine = false)", 3),
        new("BatchNormOfBatch1", [6, 9, 5], "BatchNorm", 1),
        new("BatchNormOfOneValue", [3, 4, 4], "Dense(19), BatchNorm", 1),
        new("BatchNormOfVector", [20, 1, 1], "Dense(33), BatchNorm(Momentum = 0.3), Relu, Dense(5), BatchNorm", 7),
        new("BatchNormOfPlainVector", [9, 1, 1], "Dense(37, Bias = false), BatchNorm(Affine = false), Tanh, Dense(4), Softmax", 64),
        new("BatchNormOfManyPixels", [2, 40, 33], "Conv(17, 1), BatchNorm, Conv(3, 1)", 2),
        new("BatchNormOfManyRows", [1, 150, 40], "BatchNorm, Relu", 2),

        // Behind convolutions: folded in prediction, with their bias and without, in blocks, in rows, grouped, pooled.
        new("ConvBatchNorm", [3, 9, 9], "Conv(17, 3, Padding = 1, Bias = false), BatchNorm", 3),
        new("ConvBatchNormRelu", [5, 7, 8], "Conv(33, 3), BatchNorm, Relu, Conv(16, 3, Padding = 1), BatchNorm, Relu", 7),
        new("ConvBatchNormLeaky", [16, 6, 6], "Conv(20, 3, Stride = 2, Fit = Fit.Crop), BatchNorm(Epsilon = 0.01), LeakyRelu(0.2), Conv(5, 1), BatchNorm(Affine = false), Sigmoid", 4),
        new("PlanarConvBatchNorm", [1, 20, 19], "Conv(3, 5, Padding = 2), BatchNorm, Relu, Conv(2, 3), BatchNorm, Tanh", 3),
        new("PlanarConvBatchNormPool", [2, 18, 34], "Conv(5, 3, Bias = false), BatchNorm, Relu, MaxPool(2), Conv(3, 3), BatchNorm, MaxPool(2, Fit = Fit.Crop)", 3),
        new("DepthwiseBatchNorm", [33, 7, 7], "Conv(33, 3, Padding = 1, Groups = 33, Bias = false), BatchNorm, Relu, Conv(18, 1, Bias = false), BatchNorm", 3),
        new("GroupedPlanarBatchNorm", [4, 12, 33], "Conv(6, 3, Padding = 1, Groups = 2), BatchNorm, Relu", 2),
        new("BatchNormBeforeConv", [17, 8, 8], "BatchNorm, Relu, Conv(9, 3, Padding = 1), BatchNorm, Relu, Conv(17, 1)", 3),
        new("BatchNormTwice", [3, 6, 7], "Conv(18, 3), BatchNorm, Sigmoid, BatchNorm(Epsilon = 0.01, Momentum = 1)", 3),
        new("BatchNormIntoDense", [2, 9, 9], "Conv(6, 3), BatchNorm, Relu, MaxPool(2, Fit = Fit.Crop), Dense(12), BatchNorm, Relu, Dropout(0), Dense(5), Softmax", 7),

        new("BatchNormOfSequence", [3, 41], "Conv(17, 5), BatchNorm, Relu, Conv(4, 3), BatchNorm", 3),
        new("BatchNormOfVolume", [2, 3, 5, 7], "Conv(5, 3, Padding = 1), BatchNorm, Relu, Conv(17, 1, Bias = false), BatchNorm", 2),

        // The statistics of a picture by itself.
        new("InstanceNormOfInput", [3, 5, 7], "InstanceNorm", 3),
        new("InstanceNormAffine", [5, 9, 9], "Conv(17, 3), InstanceNorm(Affine = true), Relu, Conv(3, 3), InstanceNorm(Affine = true)", 7),
        new("InstanceNormInRows", [1, 12, 35], "Conv(4, 3), InstanceNorm, LeakyRelu(0.1), Conv(2, 3), InstanceNorm(Epsilon = 0.5, Affine = true), Tanh", 2),
        new("GroupNormOfBlocks", [3, 7, 6], "Conv(48, 3), GroupNorm(3), Relu, Conv(36, 1), GroupNorm(9), Tanh", 3),
        new("GroupNormOfOddGroups", [21, 5, 5], "GroupNorm(7), Conv(33, 1), GroupNorm(3, Affine = false), Relu", 2),
        new("GroupNormOfOneGroup", [5, 6, 17], "GroupNorm(1), Relu", 7),
        new("GroupNormOfVector", [12, 1, 1], "Dense(40), GroupNorm(5), Sigmoid, Dense(3)", 5),
        new("LayerNormOfInput", [3, 5, 7], "LayerNorm", 3),
        new("LayerNormOfBlocks", [2, 9, 8], "Conv(19, 3), LayerNorm, Relu, Conv(5, 3), LayerNorm(Affine = false)", 7),
        new("LayerNormInRows", [1, 9, 33], "Conv(3, 3, Padding = 1), LayerNorm(Epsilon = 0.1), Relu, Conv(2, 3)", 2),
        new("LayerNormOfVector", [30, 1, 1], "Dense(65), LayerNorm, Relu, Dense(17), LayerNorm", 7),

        new("LayerNormOfVolume", [2, 3, 4, 7], "Conv(18, 1), LayerNorm, Relu, Conv(3, 1), LayerNorm, InstanceNorm", 2),
        new("LayerNormOfSequence", [3, 20], "Conv(5, 3), LayerNorm", 3),

        // Local response normalisation, windows inside a block, over its border, and wider than the map.
        new("LocalResponseNormOfInput", [7, 5, 6], "LocalResponseNorm(Alpha = 0.5)", 3),
        new("LocalResponseNormOfBlocks", [3, 9, 9], "Conv(37, 3, Padding = 1), Relu, LocalResponseNorm(5, Alpha = 0.9, K = 2), Conv(16, 1), LocalResponseNorm(3, Alpha = 0.5)", 3),
        new("LocalResponseNormInRows", [1, 11, 20], "Conv(6, 3), Relu, LocalResponseNorm(4, Alpha = 0.7, Beta = 0.5), MaxPool(2, Fit = Fit.Crop)", 2),
        new("LocalResponseNormOfPaper", [17, 4, 4], "LocalResponseNorm(5, Alpha = 0.1, K = 2, AverageSquares = false), Conv(5, 1)", 7),
        new("LocalResponseNormEvenWindow", [33, 3, 5], "Conv(33, 1), LocalResponseNorm(2, Alpha = 0.8, Beta = 1)", 2),
        new("LocalResponseNormOfAllChannels", [18, 3, 3], "Conv(20, 1), LocalResponseNorm(41, Alpha = 3), Tanh", 2),
        new("LocalResponseNormAnyPower", [5, 6, 7], "Conv(19, 3), LocalResponseNorm(5, Alpha = 0.9, Beta = 0.6), Conv(3, 1), LocalResponseNorm(3, Alpha = 0.9, Beta = 1.3)", 3),
        new("LocalResponseNormOfVolume", [5, 2, 3, 4], "LocalResponseNorm(Alpha = 0.9), Conv(17, 1), LocalResponseNorm(3, Alpha = 0.7)", 2),
        new("LocalResponseNormOfVector", [9, 1, 1], "Dense(21), LocalResponseNorm(7, Alpha = 0.9), Dense(3)", 5),
        new("LocalResponseNormAtOnePixel", [40, 1, 1], "LocalResponseNorm(1, Alpha = 0.9)", 2),
    ];
}
