namespace StaticNet.Conformance.Tests.Cases;

/// <content>Rows of layers that move positions about, and of the pools beside maximum and average.</content>
internal static partial class CaseList
{
    private static string[] MorePoolProblems =>
    [
        "sum_ic1ih4kh2sh2", "sum_mb7ic16ih8kh2sh2", "sum_ic17ih7kh2sh2_crop", "sum_ic6ih7kh3sh2ph1", "sum_ic16ih8kh3sh2ph1_pad", "sum_mb1ic33ih5kh5sh1ph2",
        "sum_ic5ih9iw33kh3kw2sh2sw3ph1pw0_crop", "sum_ic3ih9kh3sh1ph1dh2_crop", "sum_mb1ic1ih1kh1", "sum_ic48ih7kh7sh1", "sum_mb7ic3ih7iw16kh2sh1_relu",
        "l2_ic1ih4kh2sh2", "l2_mb7ic16ih8kh2sh2", "l2_ic17ih7kh2sh2_crop", "l2_ic6ih7kh3sh2ph1", "l2_ic16ih8kh3sh2ph1_pad", "l2_mb1ic33ih5kh5sh1ph2",
        "l2_ic5ih9iw33kh3kw2sh2sw3ph1pw0_crop", "l2_ic3ih9kh3sh1ph1dh2_crop", "l2_mb1ic1ih3kh2sh1", "l2_ic48ih7kh7sh1", "l2_mb7ic3ih7iw16kh2sh1_relu",
    ];

    private static NetworkCase[] Spatial =>
    [
        // Pools of two by two behind rows: alone, fused, and where they do not fit in rows.
        new("MeansOfRows", [1, 12, 20], "Conv(5, 3), Tanh, AvgPool(2)", 7),
        new("MeansOfOddRows", [1, 13, 37], "Conv(3, 3), AvgPool(2, Fit = Fit.Crop), Sigmoid", 1),
        new("MeansOfRowsPadded", [1, 13, 9], "Conv(3, 3), AvgPool(2, Fit = Fit.Pad)", 2),
        new("SumsOfRows", [2, 10, 34], "Conv(4, 3), Relu, SumPool(2), Conv(3, 3)", 3),
        new("NormsOfRows", [1, 8, 18], "Conv(4, 3), Sigmoid, L2Pool(2)", 3),

        // Maxima of whole channels.
        new("GlobalMaxPoolOnly", [5, 7, 6], "GlobalMaxPool", 7),
        new("GlobalMaxPoolOfBlocks", [33, 3, 5], "GlobalMaxPool, Dense(4)", 1),
        new("GlobalMaxPoolOfOnePixel", [17, 1, 1], "GlobalMaxPool"),
        new("GlobalMaxPoolOfTies", [18, 5, 5], "Conv(19, 3), Relu, GlobalMaxPool", 3),
        new("GlobalMaxPoolOfASequence", [3, 29], "GlobalMaxPool", 7),
        new("GlobalMaxPoolOfAVolume", [17, 3, 2, 5], "GlobalMaxPool", 2),

        // Borders around rows of the caller's picture, rows of a convolution, and blocks.
        new("PadByOne", [3, 5, 7], "Pad(1)", 7),
        new("PadByAxis", [1, 4, 17], "Pad(new[] { 2, 3 }, Value = 0.5)", 1),
        new("PadBySide", [5, 3, 4], "Pad(new[] { 1, 0, 4, 2 }, Value = -1.5)", 3),
        new("PadByNothing", [3, 4, 5], "Pad(0)"),
        new("PadFar", [2, 2, 2], "Pad(new[] { 0, 37, 9, 5 }, Value = 3)"),
        new("PadOfRows", [1, 9, 33], "Conv(4, 3), Relu, Pad(new[] { 1, 2, 3, 4 }), Conv(3, 3)", 7),
        new("PadOfBlocks", [19, 5, 3], "Conv(33, 1), Pad(new[] { 2, 1, 0, 3 }, Value = 0.25), Conv(17, 3)", 2),
        new("PadReflect", [3, 5, 7], "Pad(2, Mode = PadMode.Reflect)", 7),
        new("PadReflectBySide", [2, 6, 19], "Pad(new[] { 5, 1, 0, 18 }, Mode = PadMode.Reflect)", 1),
        new("PadReflectOfRows", [1, 9, 35], "Conv(3, 3), Tanh, Pad(new[] { 1, 6, 3, 9 }, Mode = PadMode.Reflect), Conv(2, 5)", 3),
        new("PadReflectOfBlocks", [18, 4, 6], "Conv(20, 1), Pad(new[] { 3, 5, 1, 2 }, Mode = PadMode.Reflect), Conv(6, 3)", 2),
        new("PadReflectOfOne", [3, 1, 4], "Pad(new[] { 0, 3, 0, 1 }, Mode = PadMode.Reflect)"),
        new("PadReplicate", [3, 5, 7], "Pad(2, Mode = PadMode.Replicate)", 7),
        new("PadReplicateOfOnePixel", [5, 1, 1], "Pad(new[] { 1, 20, 6, 0 }, Mode = PadMode.Replicate)", 1),
        new("PadReplicateOfBlocks", [17, 3, 4], "Conv(16, 1), Pad(new[] { 4, 0, 1, 7 }, Mode = PadMode.Replicate), Conv(6, 3)", 2),
        new("PadOfASequence", [5, 21], "Pad(new[] { 3, 1 }), Conv(17, 3), Pad(2, Mode = PadMode.Reflect), Pad(1, Mode = PadMode.Replicate)", 3),
        new("PadOfAVolume", [3, 2, 3, 4], "Pad(new[] { 1, 0, 2, 2, 1, 0 }, Value = 0.5)", 2),
        new("PadReflectOfAVolume", [17, 3, 2, 4], "Conv(16, 1), Pad(new[] { 2, 1, 0, 1, 1, 3 }, Mode = PadMode.Reflect)", 2),
        new("CropByOne", [3, 5, 7], "Crop(1)", 7),
        new("CropBySide", [5, 9, 40], "Crop(new[] { 0, 3, 8, 2 })", 1),
        new("CropByNothing", [3, 4, 5], "Crop(0)"),
        new("CropOfRows", [1, 12, 37], "Conv(4, 3), Relu, Crop(new[] { 1, 2, 3, 4 }), Conv(3, 3)", 7),
        new("CropOfBlocks", [19, 6, 7], "Conv(33, 1), Crop(new[] { 2, 1, 0, 3 }), Conv(17, 1)", 2),
        new("CropOfASequence", [3, 30], "Crop(new[] { 4, 9 })", 3),
        new("CropOfAVolume", [5, 4, 5, 6], "Crop(new[] { 1, 2, 0, 2, 1, 3 })", 2),
        new("PadAndCrop", [4, 6, 6], "Pad(3), Crop(3)", 2),

        // Enlarging.
        new("UpsampleByTwo", [3, 4, 5], "Upsample(2)", 7),
        new("UpsampleByAxis", [17, 3, 5], "Upsample(new[] { 3, 1 })", 1),
        new("UpsampleByFive", [16, 2, 3], "Upsample(new[] { 2, 5 })"),
        new("UpsampleByOne", [5, 3, 3], "Upsample(1)"),
        new("UpsampleFar", [2, 2, 1], "Upsample(new[] { 21, 70 })"),
        new("UpsampleInAChain", [3, 8, 8], "Conv(18, 3, Padding = 1), Relu, MaxPool(2), Conv(33, 3, Padding = 1), Upsample(2), Conv(5, 3, Padding = 1)", 3),
        new("UpsampleOfASequence", [5, 13], "Conv(6, 3), Upsample(3)", 7),
        new("UpsampleOfAVolume", [17, 2, 3, 2], "Upsample(new[] { 3, 2, 1 })", 2),
        new("BilinearByTwo", [3, 4, 5], "Upsample(2, Mode = UpsampleMode.Bilinear)", 7),
        new("BilinearByThree", [17, 3, 2], "Upsample(3, Mode = UpsampleMode.Bilinear)", 1),
        new("BilinearByAxis", [16, 5, 3], "Upsample(new[] { 1, 4 }, Mode = UpsampleMode.Bilinear)"),
        new("BilinearByOne", [5, 3, 3], "Upsample(1, Mode = UpsampleMode.Bilinear)"),
        new("BilinearOfOnePixel", [19, 1, 1], "Upsample(new[] { 2, 5 }, Mode = UpsampleMode.Bilinear)"),
        new("BilinearFar", [3, 3, 2], "Upsample(new[] { 11, 30 }, Mode = UpsampleMode.Bilinear)"),
        new("BilinearOfASequence", [5, 13], "Upsample(4, Mode = UpsampleMode.Bilinear)", 3),
        new("BilinearInAChain", [3, 6, 6], "Conv(18, 3, Padding = 1), Relu, Upsample(2, Mode = UpsampleMode.Bilinear), Conv(5, 3, Padding = 1), Tanh", 3),
        new("AlignedByTwo", [3, 4, 5], "Upsample(2, Mode = UpsampleMode.Bilinear, AlignCorners = true)", 7),
        new("AlignedByAxis", [17, 7, 3], "Upsample(new[] { 1, 5 }, Mode = UpsampleMode.Bilinear, AlignCorners = true)", 1),
        new("AlignedOfOnePixel", [16, 1, 1], "Upsample(3, Mode = UpsampleMode.Bilinear, AlignCorners = true)"),
        new("AlignedOfOneColumn", [5, 4, 1], "Upsample(new[] { 9, 12 }, Mode = UpsampleMode.Bilinear, AlignCorners = true)"),
        new("AlignedByOne", [5, 1, 4], "Upsample(1, Mode = UpsampleMode.Bilinear, AlignCorners = true)"),

        // Channels to pixels: one square, whole blocks, parts of blocks, squares that fill no block.
        new("ShuffleByTwo", [4, 3, 5], "PixelShuffle(2)", 7),
        new("ShuffleByTwoOfBlocks", [64, 3, 2], "PixelShuffle(2)", 1),
        new("ShuffleByTwoOfParts", [76, 2, 3], "Conv(76, 1), PixelShuffle(2), Conv(3, 3, Padding = 1)", 3),
        new("ShuffleByThree", [45, 3, 4], "Conv(45, 1), PixelShuffle(3), Tanh", 2),
        new("ShuffleByThreeOfBlocks", [153, 2, 2], "PixelShuffle(3)", 2),
        new("ShuffleByFour", [16, 2, 3], "PixelShuffle(4)", 7),
        new("ShuffleByFourOfParts", [112, 2, 1], "Conv(112, 1), PixelShuffle(4), Conv(5, 1)", 2),
        new("ShuffleBySix", [180, 1, 2], "PixelShuffle(6)"),
        new("ShuffleByEight", [256, 1, 2], "PixelShuffle(8)"),
        new("ShuffleByOne", [5, 3, 3], "PixelShuffle(1), Conv(4, 3)"),
        new("SuperResolution", [3, 9, 8], "Conv(17, 5, Padding = 2), Tanh, Conv(9, 3, Padding = 1), Tanh, Conv(12, 3, Padding = 1), PixelShuffle(2)", 3),

        // Other shapes of the same values.
        new("ReshapeAVector", [20, 1, 1], "Dense(90), Relu, Reshape(10, 3, 3), Conv(17, 3)", 7),
        new("ReshapeToAVector", [5, 3, 4], "Conv(18, 3), Reshape(36), Dense(7)", 1),
        new("ReshapeAMap", [6, 4, 5], "Reshape(3, 10, 4)", 3),
        new("ReshapeRows", [1, 9, 18], "Conv(4, 3), Reshape(8, 7, 8), Conv(3, 3)", 2),
        new("ReshapeBlocks", [32, 3, 3], "Conv(32, 1), Reshape(9, 4, 8), Relu", 2),
        new("ReshapePartsOfBlocks", [17, 3, 4], "Conv(18, 1), Reshape(3, 9, 8)", 2),
        new("ReshapeToTheSame", [5, 3, 4], "Reshape(5, 3, 4), Relu", 2),
        new("ReshapeOfASequence", [6, 10], "Reshape(4, 15), Conv(3, 3)", 2),
        new("ReshapeOfAVolume", [6, 2, 3, 4], "Reshape(3, 4, 2, 6)", 2),
        new("Autoencoder", [1, 8, 8],
            "Conv(6, 3, Padding = 1), Tanh, AvgPool(2), Conv(20, 3, Padding = 1), Tanh, SumPool(2), Dense(12), Tanh, Dense(80), Sigmoid, Reshape(20, 2, 2), "
            + "Upsample(2), Conv(24, 3, Padding = 1), Tanh, PixelShuffle(2), Pad(1, Mode = PadMode.Reflect), Conv(1, 3), Sigmoid", 3),
    ];
}
