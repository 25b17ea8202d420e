namespace StaticNet.Conformance.Tests.Cases;

/// <content>Rows over one spatial axis and over three. <see cref="Problem"/> spells two, so these are written out.</content>
internal static partial class CaseList
{
    /// <summary>Signals: (channels, length).</summary>
    private static NetworkCase[] Sequences =>
    [
        // Convolutions: lengths around vectors and tiles, channels around a block, on rows and on blocks.
        new("Conv9Stride4", [1, 101], "Conv(16, 9, Stride = 4)", 7),
        new("Conv9Stride4Crop", [3, 100], "Conv(17, 9, Stride = 4, Padding = 3, Fit = Fit.Crop)", 1),
        new("Conv9Stride4Pad", [17, 50], "Conv(5, 9, Stride = 4, Padding = new[] { 2, 5 }, Fit = Fit.Pad)", 7),
        new("ConvOfRows", [1, 129], "Conv(3, 5, Padding = 2), Relu, Conv(5, 3)", 3),
        new("ConvOfBlocks", [16, 33], "Conv(33, 3, Padding = 1), Relu, Conv(16, 3, Padding = 1)", 2),
        new("ConvDilated", [5, 40], "Conv(6, 3, Dilation = 4, Padding = 4), Tanh", 7),
        new("ConvDilatedStrided", [16, 41], "Conv(17, 3, Dilation = 3, Stride = 2, Padding = 3, Fit = Fit.Crop)", 2),
        new("ConvCausal", [4, 19], "Conv(8, 4, Padding = new[] { 3, 0 }), Sigmoid", 3),
        new("ConvPaddingAboveKernel", [3, 4], "Conv(5, 3, Padding = new[] { 5, 4 })", 2),
        new("ConvOfOnePosition", [17, 1], "Conv(3, 3, Padding = 1)", 2),
        new("ConvStrideAboveKernel", [6, 29], "Conv(9, 2, Stride = 3)", 2),
        new("ConvPointwise", [33, 21], "Conv(18, 1, Bias = false), LeakyRelu", 7),
        new("ConvDepthwise", [17, 23], "Conv(17, 5, Padding = 2, Groups = 17)", 2),
        new("ConvDepthwiseStrided", [32, 25], "Conv(32, 3, Stride = 2, Padding = 1, Groups = 32), Relu", 3),
        new("ConvGroups", [6, 20], "Conv(9, 4, Groups = 3)", 2),
        new("ConvGroupsOfBlocks", [48, 11], "Conv(32, 3, Padding = 1, Groups = 2)", 2),
        new("ConvKernelAsList", [2, 12], "Conv(3, new[] { 5 }, Stride = new[] { 1 }, Padding = new[] { 1, 2 })", 2),

        // Pools.
        new("Max4", [5, 32], "MaxPool(4)", 7),
        new("MaxOverlapping", [17, 30], "MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)", 1),
        new("MaxPadFit", [3, 31], "MaxPool(2, Fit = Fit.Pad)", 2),
        new("MaxDilated", [16, 17], "MaxPool(3, Stride = 1, Dilation = 3)", 2),
        new("MaxOfRows", [1, 40], "Conv(4, 9), Relu, MaxPool(2)", 3),
        new("Avg5", [3, 25], "AvgPool(5)", 7),
        new("AvgPadded", [18, 21], "AvgPool(4, Stride = 3, Padding = new[] { 2, 1 }, Fit = Fit.Pad)", 2),
        new("AvgCountPadding", [6, 20], "AvgPool(3, Stride = 2, Padding = 1, Fit = Fit.Pad, CountPadding = true)", 2),
        new("GlobalAverage", [19, 13], "GlobalAvgPool, Dense(3)", 7),

        // Through vectors, and as outputs.
        new("DenseOfASequence", [3, 17], "Dense(5), Softmax", 4),
        new("DenseOfBlocks", [2, 20], "Conv(18, 3, Stride = 2, Fit = Fit.Crop), Flatten, Dense(7)", 3),
        new("OutputIsRows", [1, 18], "Conv(2, 3), Tanh", 7),
        new("Elementwise", [3, 37], "Relu, LeakyRelu(0.2), Tanh, Sigmoid"),
        new("SumOverlapping", [5, 20], "SumPool(4, Stride = 3, Padding = new[] { 1, 2 }, Fit = Fit.Crop)", 2),
        new("L2Overlapping", [17, 15], "L2Pool(3, Stride = 2)", 7),
        new("LearnedSlopes", [5, 19], "Conv(17, 3), PRelu, Conv(3, 3), PRelu(Shared = true)", 2),
        new("SoftmaxOfPositions", [3, 18], "Conv(5, 3), Softmax", 7),
        new("LogSoftmaxOfBlocks", [3, 11], "Conv(18, 3, Stride = 2, Fit = Fit.Crop), LogSoftmax", 2),
        new("DroppedChannels", [6, 15], "Conv(17, 2), Gelu, SpatialDropout(0), Conv(4, 3)", 2),
        new("Joins", [3, 21],
            "Branch, Conv(5, 3, Padding = 1), Relu, Branch, Conv(17, 1), Branch, Concat, Branch, Conv(25, 3, Padding = 1), Branch, Add, GlobalAvgPool", 3),
        new("AudioNet", [1, 320],
            "Conv(16, 9, Stride = 4, Padding = 4, Fit = Fit.Crop), Relu, MaxPool(4), Conv(24, 3, Padding = 1), Relu, MaxPool(2), "
            + "Conv(33, 3, Dilation = 2, Padding = 2), Relu, GlobalAvgPool, Dropout(0), Dense(6), Softmax", 7),
    ];

    /// <summary>Volumes: (channels, depth, height, width).</summary>
    private static NetworkCase[] Volumes =>
    [
        // Convolutions: odd depths, channels around a block, from the caller's rows and from blocks.
        new("Conv3", [1, 5, 6, 7], "Conv(16, 3, Padding = 1)", 1),
        new("Conv3OfBlocks", [17, 3, 5, 6], "Conv(18, 3, Padding = 1), Relu, Conv(3, 3)", 2),
        new("ConvFewFilters", [2, 4, 5, 33], "Conv(3, 3, Padding = 1), Tanh, Conv(2, 2)", 3),
        new("Conv2Even", [16, 4, 4, 4], "Conv(33, 2)", 7),
        new("ConvPerAxis", [3, 7, 6, 9], "Conv(5, new[] { 3, 2, 4 }, Stride = new[] { 2, 1, 3 }, Padding = new[] { 1, 0, 2 }, Fit = Fit.Crop)", 2),
        new("ConvAsymmetric", [5, 5, 4, 6], "Conv(16, 3, Padding = new[] { 2, 0, 1, 0, 1, 3 })", 2),
        new("ConvStrided", [6, 9, 9, 9], "Conv(17, 3, Stride = 2, Padding = 1), Sigmoid", 7),
        new("ConvStridedPad", [17, 6, 5, 8], "Conv(5, 2, Stride = 3, Fit = Fit.Pad)", 2),
        new("ConvStridedSlices", [16, 7, 4, 5], "Conv(8, new[] { 1, 3, 3 }, Stride = new[] { 3, 1, 1 }, Padding = new[] { 0, 1, 1 })", 2),
        new("ConvDilated", [4, 9, 8, 7], "Conv(6, 3, Dilation = new[] { 3, 2, 1 }, Padding = new[] { 3, 1, 1 })", 2),
        new("ConvDilatedStrided", [3, 9, 9, 9], "Conv(16, 2, Dilation = 3, Stride = 2, Fit = Fit.Crop)", 1),
        new("ConvPaddingAboveKernel", [2, 2, 3, 2], "Conv(17, 2, Padding = 3)", 2),
        new("ConvOfOneSlice", [3, 1, 5, 6], "Conv(16, 3, Padding = 1)", 2),
        new("ConvToOneSlice", [3, 3, 5, 6], "Conv(16, 3), Relu, Conv(5, new[] { 1, 3, 3 })", 2),
        new("ConvPointwise", [33, 3, 4, 3], "Conv(17, 1, Bias = false), LeakyRelu", 3),
        new("ConvDepthwise", [17, 4, 5, 4], "Conv(17, 3, Padding = 1, Groups = 17)", 2),
        new("ConvGroups", [6, 5, 4, 5], "Conv(9, 3, Padding = 1, Stride = 2, Groups = 3, Fit = Fit.Crop)", 2),
        new("ConvGroupsOfBlocks", [32, 3, 4, 4], "Conv(48, 2, Groups = 2)", 2),
        new("ConvTimeKernel", [3, 8, 5, 5], "Conv(16, new[] { 3, 1, 1 }, Padding = new[] { 1, 0, 0 }), Relu", 7),

        // Pools.
        new("Max2", [5, 4, 6, 16], "MaxPool(2)", 7),
        new("MaxOverlapping", [17, 7, 7, 5], "MaxPool(3, Stride = 2, Padding = 1)", 2),
        new("MaxOfPlanes", [16, 3, 6, 6], "MaxPool(new[] { 1, 2, 2 })", 2),
        new("MaxOfSlices", [3, 6, 5, 4], "MaxPool(new[] { 3, 1, 1 })", 2),
        new("MaxPadFit", [3, 5, 7, 5], "MaxPool(2, Fit = Fit.Pad)", 1),
        new("MaxDilated", [4, 7, 8, 9], "MaxPool(3, Stride = 1, Dilation = new[] { 3, 2, 4 }, Padding = new[] { 1, 0, 0 })", 2),
        new("MaxLarge", [5, 9, 9, 9], "MaxPool(5, Stride = 4, Padding = 2)", 2),
        new("Avg2", [16, 4, 4, 6], "AvgPool(2)", 7),
        new("AvgPadded", [18, 5, 6, 7], "AvgPool(3, Stride = 2, Padding = new[] { 1, 0, 1, 1, 1, 0 }, Fit = Fit.Pad)", 2),
        new("AvgCountPadding", [6, 5, 8, 6], "AvgPool(3, Stride = 2, Padding = 1, Fit = Fit.Pad, CountPadding = true)", 2),
        new("AvgOfSlices", [3, 4, 3, 5], "AvgPool(new[] { 2, 1, 1 }, Stride = 1, Padding = new[] { 1, 0, 0 }), Tanh", 2),
        new("GlobalAverage", [19, 3, 3, 5], "GlobalAvgPool, Dense(4)", 7),

        // Through vectors, and as outputs.
        new("DenseOfAVolume", [3, 3, 4, 5], "Dense(7), Softmax", 4),
        new("DenseOfBlocks", [2, 5, 5, 4], "Conv(18, 3, Padding = 1), Relu, Flatten, Dense(5)", 3),
        new("Elementwise", [3, 3, 5, 7], "Relu, LeakyRelu(0.2), Tanh, Sigmoid"),
        new("SumPadded", [17, 5, 4, 6], "SumPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)", 2),
        new("L2OfEachAxis", [3, 5, 4, 7], "L2Pool(new[] { 2, 3, 1 }, Stride = 1)", 7),
        new("LearnedSlopes", [3, 5, 4, 6], "PRelu, Conv(17, 3), PRelu, Conv(3, 2), PRelu(Shared = true)", 2),
        new("SoftmaxOfPositions", [3, 3, 4, 5], "Conv(5, 3, Padding = 1), Softmax", 7),
        new("LogSoftmaxOfTheInput", [3, 2, 3, 5], "LogSoftmax", 2),
        new("DroppedChannels", [6, 4, 3, 5], "Conv(17, 2), Swish, SpatialDropout(0), Conv(4, 2)", 2),
        new("Joins", [3, 3, 4, 5],
            "Branch, Conv(5, 3, Padding = 1), Relu, Branch, Conv(17, 1), Branch, Concat, Branch, Conv(25, 3, Padding = 1), Branch, Add, Conv(2, 2)", 3),
        new("JoinsOfBlocks", [16, 3, 3, 4], "Branch, Conv(16, 3, Padding = 1), Tanh, Branch, Conv(9, 1), Concat, Branch, Relu, Branch, Sigmoid, Multiply, MaxPool(2, Stride = 1)", 2),
        new("VolumeNet", [1, 9, 12, 11],
            "Conv(8, 3, Padding = 1), Relu, MaxPool(new[] { 1, 2, 2 }, Fit = Fit.Crop), Conv(17, 3, Padding = 1), Relu, MaxPool(2, Fit = Fit.Pad), "
            + "Conv(20, new[] { 3, 2, 2 }), Relu, AvgPool(2, Stride = 1), Dropout(0), Dense(5), Softmax", 7),
    ];
}
