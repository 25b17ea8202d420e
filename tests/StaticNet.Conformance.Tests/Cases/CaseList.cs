namespace StaticNet.Conformance.Tests.Cases;

/// <summary>The rows, by family. A family is compiled at once; a new layer gets its rows here and all checks with them.</summary>
/// <remarks>This file, NetworkCase and Problem need nothing else of the tests, so that bench can link them and time the same rows.</remarks>
internal static partial class CaseList
{
    /// <summary>The rows written by hand.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<NetworkCase>> Written { get; } =
        new Dictionary<string, IReadOnlyList<NetworkCase>>
        {
            ["Convolution"] = [.. ConvolutionProblems.Select(Problem.Parse)],
            ["Pool"] = [.. PoolProblems.Concat(MorePoolProblems).Select(Problem.Parse)],
            ["Spatial"] = [.. Spatial],
            ["Vector"] = [.. Vectors],
            ["Chain"] = [.. Chains],
            ["Dropout"] = [.. Dropouts],
            ["Graph"] = [.. Graphs],
            ["Sequence"] = [.. Sequences],
            ["Volume"] = [.. Volumes],
            ["Activation"] = [.. Activations],
            ["SpatialDropout"] = [.. SpatialDropouts],
            ["Norm"] = [.. Norms],
            ["OtherRank"] = [.. ConvolutionsOfOtherRanks],
            ["NormedConvolution"] = [.. NormedConvolutions],
            ["Transposed"] = [.. TransposedProblems.Select(Problem.Parse)],
            ["Local"] = [.. LocalProblems.Select(Problem.Parse)],
            ["Depthwise"] = [.. DepthwiseProblems.Select(Problem.Parse)],
            ["Winograd"] = [.. Winograd],
            ["Im2Col"] = [.. Im2Col],
        };

    /// <summary>Odd on purpose: sizes that fill no vector, tile or block, and settings that meet every border.</summary>
    private static string[] ConvolutionProblems =>
    [
        // Channels around a block of 16, on both sides.
        "ic1ih5oc1kh3", "ic1ih7oc16kh3ph1", "ic3ih9oc5kh3ph1", "ic5ih6oc3kh3ph1", "ic16ih8oc16kh3ph1", "ic17ih7oc17kh3ph1",
        "ic16ih6oc1kh3ph1", "ic1ih6oc17kh3", "ic6ih9oc33kh3ph1", "ic33ih5oc6kh3ph1", "ic48ih6oc48kh3ph1", "ic32ih7oc48kh3ph1_relu",
        "ic17ih33iw9oc5kh3kw2sh2ph1pw0g1_crop",

        // Widths around vectors and tiles.
        "ic3ih2iw1oc5kh1", "ic3ih3iw2oc4kh2kw1", "ic2ih3iw4oc17kh3ph1", "ic16ih3iw6oc16kh3ph1", "ic4ih4iw11oc8kh3ph1",
        "ic16ih3iw13oc32kh3ph1", "ic16ih4iw14oc16kh3ph1", "ic3ih4iw15oc6kh3ph1", "ic3ih4iw16oc6kh3ph1", "ic3ih4iw17oc6kh3ph1",
        "ic1ih5iw28oc6kh5ph2", "ic16ih3iw29oc16kh3ph1", "ic5ih4iw31oc7kh3ph1", "ic2ih3iw32oc3kh3ph1", "ic3ih5iw33oc16kh3ph1",
        "ic33ih1iw33oc17kh1kw3ph0pw1", "ic17ih33iw1oc16kh3kw1ph1pw0",

        // Kernels.
        "ic17ih6oc33kh1", "ic64ih5oc48kh1_relu", "ic3ih7oc5kh2", "ic16ih7oc16kh2ph1", "ic6ih14oc16kh5", "ic3ih15oc8kh7ph3",
        "ic3ih27oc6kh11sh4_tanh", "ic1ih13oc3kh11ph5", "ic5ih9iw12oc6kh1kw7ph0pw3", "ic5ih12iw9oc6kh7kw1ph3pw0",
        "ic16ih8iw9oc5kh2kw5ph1pw2", "ic6ih5oc120kh5_tanh", "ic16ih5oc17kh5_relu",

        // Strides and fits.
        "ic3ih9oc5kh3sh2", "ic3ih9oc5kh3sh3_nobias", "ic16ih9oc16kh3sh2ph1", "ic17ih10oc16kh3sh2ph1_crop", "ic16ih10oc17kh3sh2ph1_pad",
        "ic5ih13iw17oc6kh3sh3sw2ph1_crop", "ic5ih13iw18oc6kh3sh1sw3ph1_pad", "ic16ih7oc32kh1sh2", "ic3ih33oc16kh7sh2ph3",
        "ic3ih8oc4kh2sh3_crop", "ic3ih8oc4kh1sh3_pad", "ic16ih8oc16kh2sh3_pad", "ic2ih4oc3kh5sh2_pad",

        // Paddings: asymmetric, above half the kernel, of the kernel and more.
        "ic3ih7oc5kh3ph0pw1pb2pr3", "ic16ih7oc16kh3ph2pw0pb1pr1", "ic3ih5oc4kh3ph2", "ic16ih5oc16kh3ph2_relu", "ic2ih4oc3kh2ph2",
        "ic5ih3oc17kh3ph4", "ic16ih3oc16kh3ph5sh2", "ic1ih1oc1kh3ph1", "ic16ih1oc16kh3ph1", "ic17ih2oc3kh5ph2", "ic3ih2oc16kh7ph3",

        // Dilation.
        "ic3ih9oc5kh3dh2", "ic16ih9oc16kh3dh2ph2", "ic17ih11oc6kh3dh3ph3", "ic5ih9iw10oc6kh3kw2dh2dw3ph1pw2", "ic16ih12oc16kh3dh2sh2ph2_crop",
        "ic4ih8oc4kh2dh3sh3ph1_pad",

        // Groups: depthwise, with several filters to a channel, groups that fill blocks and groups that straddle them.
        "ic4ih6oc6kh3ph1g2", "ic15ih7oc10kh3ph1g5", "ic17ih6oc17kh3ph1g17", "ic16ih7oc16kh3sh2ph1g16", "ic5ih6oc15kh3ph1g5_relu",
        "ic32ih7oc32kh3ph1g2", "ic48ih5oc96kh3ph1g3", "ic33ih5oc33kh5ph2g33", "ic6ih6oc4kh1g2", "ic34ih5oc34kh3ph1g2", "ic32ih6iw17oc32kh3ph1g32",
        "ic1ih9oc3kh3dh2g1ph2_sigmoid", "ic6ih9oc12kh3dh2sh2ph2g3_crop",

        // Batches and fused activations.
        "mb1ic3ih8oc16kh3ph1_relu", "mb7ic6ih7oc17kh3ph1_leaky", "mb64ic3ih5oc6kh3ph1_tanh", "mb7ic16ih6oc16kh3ph1_sigmoid",
        "mb64ic16ih4oc17kh3_relu", "mb1ic17ih9oc5kh3_leaky", "mb7ic1ih28oc6kh5ph2_relu",
    ];

    private static string[] PoolProblems =>
    [
        "max_ic1ih4kh2sh2", "max_ic3ih8kh2sh2", "max_ic16ih8kh2sh2", "max_ic17ih7kh2sh2_crop", "max_ic17ih7kh2sh2_pad", "max_ic6ih7kh3sh2",
        "max_ic5ih7iw10kh3sh2ph1_crop", "max_ic5ih8iw10kh3sh2ph1_pad", "max_ic16ih13kh3sh2", "max_ic33ih5kh5sh1ph2",
        "max_ic3ih9kh3sh1ph1dh2_crop", "max_ic16ih11kh2sh2ph1dh3_crop", "max_ic3ih6iw33kh2sh2_crop", "max_ic4ih5iw9kh1kw3sh1sw3ph0pw1_pad",
        "max_ic1ih1kh1", "max_mb7ic5ih9kh3sh3", "max_mb64ic16ih4kh2sh2", "max_ic2ih5kh3sh1ph0pw1pb1pr0", "max_ic17ih6kh1sh2_crop",
        "max_ic3ih7iw16kh2sh1", "max_ic16ih7kh3sh1ph1_relu",
        "avg_ic1ih4kh2sh2", "avg_ic3ih8kh2sh2", "avg_ic16ih8kh2sh2", "avg_ic17ih7kh2sh2_crop", "avg_ic17ih7kh2sh2_pad", "avg_ic6ih7kh3sh2ph1",
        "avg_ic6ih7kh3sh2ph1_count", "avg_ic16ih8kh3sh2ph1_pad_count", "avg_ic16ih8kh3sh2ph1_pad", "avg_ic33ih5kh5sh1ph2",
        "avg_ic5ih9iw33kh3kw2sh2sw3ph1pw0_crop_count", "avg_ic3ih5iw8kh2kw3sh1ph0pw1pb1pr1", "avg_mb7ic5ih9kh3sh3_tanh", "avg_mb64ic16ih4kh2sh2",
        "avg_ic1ih1kh1", "avg_ic48ih7kh7sh1",
    ];

    /// <summary>Dense layers, and networks that are one activation or one reduction.</summary>
    private static NetworkCase[] Vectors =>
    [
        new("Dense1To1", [1, 1, 1], "Dense(1)", 1),
        new("Dense7To3", [7, 1, 1], "Dense(3)", 7),
        new("Dense16To16", [16, 1, 1], "Dense(16), Relu", 7),
        new("Dense17To33", [17, 1, 1], "Dense(33), Tanh", 3),
        new("Dense33To17", [33, 1, 1], "Dense(17, Bias = false), Sigmoid", 64),
        new("Dense84To10", [84, 1, 1], "Dense(10), Softmax", 5),
        new("Dense130To131", [130, 1, 1], "Dense(131), LeakyRelu", 9),
        new("Dense256To48", [256, 1, 1], "Dense(48)", 13),
        new("Dense5To200", [5, 1, 1], "Dense(200), Relu, Dense(1), Sigmoid", 6),
        new("DenseOfMap", [3, 5, 7], "Dense(11)", 4),
        new("DenseOfBlockedMap", [3, 6, 5], "Conv(17, 3, Padding = 1), Relu, Dense(9)", 4),
        new("DenseOfOnePixel", [20, 1, 1], "Dense(6)", 2),
        new("DenseBatch64", [3, 4, 4], "Flatten, Dense(32), Relu, Dense(10), Softmax", 64),
        new("ReluOnly", [3, 5, 7], "Relu"),
        new("LeakyReluOnly", [17, 3, 3], "LeakyRelu(0.3)"),
        new("TanhOnly", [1, 1, 33], "Tanh", 7),
        new("SigmoidOnly", [5, 1, 1], "Sigmoid", 3),
        new("SoftmaxOnly", [10, 1, 1], "Flatten, Softmax", 3),
        new("SoftmaxOf17", [17, 1, 1], "Flatten, Softmax", 7),
        new("SoftmaxOf1", [1, 1, 1], "Flatten, Softmax", 2),
        new("SoftmaxOf1000", [1000, 1, 1], "Flatten, Softmax", 2),
        new("FlattenOnly", [3, 4, 5], "Flatten"),
        new("GlobalAvgPoolOnly", [5, 7, 6], "GlobalAvgPool"),
        new("GlobalAvgPoolOfBlocks", [33, 3, 5], "GlobalAvgPool, Dense(4)", 7),
        new("ActivationsInARow", [6, 4, 5], "Relu, Tanh, Sigmoid, LeakyRelu(0.5), Tanh"),
        new("ActivationsOnAVector", [19, 1, 1], "Dense(21), Relu, Tanh, Dense(18), LeakyRelu, Sigmoid", 5),
    ];

    private static NetworkCase[] Chains =>
    [
        new("LeNet5", [1, 28, 28],
            "Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5), Relu, MaxPool(2), Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax", 7),
        new("LeNet5Original", [1, 32, 32],
            "Conv(6, 5), Tanh, AvgPool(2), Conv(16, 5), Tanh, AvgPool(2), Conv(120, 5), Tanh, Dense(84), Tanh, Dense(10), Softmax", 2),
        new("MiniAlexNet", [3, 47, 47],
            "Conv(24, 11, Stride = 4), Relu, MaxPool(3, Stride = 2, Fit = Fit.Crop), Conv(32, 5, Padding = 2, Groups = 2), Relu, "
            + "MaxPool(3, Stride = 2, Fit = Fit.Crop), Conv(20, 3, Padding = 1), Relu, Dense(30), Relu, Dense(7), Softmax", 3),
        new("MiniVgg", [3, 16, 16],
            "Conv(16, 3, Padding = 1), Relu, Conv(16, 3, Padding = 1), Relu, MaxPool(2), Conv(33, 3, Padding = 1), Relu, Conv(33, 3, Padding = 1), "
            + "Relu, MaxPool(2), Flatten, Dense(20), Relu, Dense(10), Softmax", 3),
        new("MiniMobileNet", [3, 15, 15],
            "Conv(16, 3, Stride = 2, Padding = 1), Relu, Conv(16, 3, Padding = 1, Groups = 16, Bias = false), Relu, Conv(24, 1), Relu, "
            + "Conv(24, 3, Stride = 2, Padding = 1, Groups = 24, Fit = Fit.Crop), Relu, Conv(40, 1), Relu, GlobalAvgPool, Dense(5), Softmax", 4),
        new("EveryLayer", [3, 20, 19],
            "Conv(12, 3, Padding = 1), LeakyRelu(0.2), MaxPool(2, Fit = Fit.Pad), Conv(17, 3), Tanh, AvgPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop), "
            + "Conv(20, 2, Groups = 1), Sigmoid, Flatten, Dense(24), Relu, Dropout(0), Dense(6), Softmax", 5),
        new("PoolOfPool", [5, 19, 17], "MaxPool(2, Stride = 1), AvgPool(2, Fit = Fit.Pad), MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)", 3),
        new("ReluAfterPool", [3, 12, 12], "Conv(9, 3), MaxPool(2), Relu, Conv(7, 3), MaxPool(3), Tanh", 3),
        new("ConvConv", [3, 9, 9], "Conv(16, 3), Conv(5, 3), Conv(33, 3), Conv(2, 3)", 3),
        new("ConvWithoutActivationIntoDense", [2, 8, 8], "Conv(18, 3, Stride = 2, Fit = Fit.Pad), Dense(12), Dense(5)", 7),
        new("DilatedStack", [1, 17, 17], "Conv(8, 3, Padding = 1), Relu, Conv(8, 3, Dilation = 2, Padding = 2), Relu, Conv(8, 3, Dilation = 3, Padding = 3), Relu, Conv(1, 1), Sigmoid", 2),
        new("ManyInputChannels", [67, 5, 5], "Conv(16, 3, Padding = 1), Relu, Conv(67, 1), GlobalAvgPool", 2),
        new("Bottleneck", [16, 7, 7], "Conv(64, 1), Relu, Conv(16, 3, Padding = 1), Relu, Conv(64, 1), Relu", 2),
        new("OutputIsAMap", [1, 9, 9], "Conv(3, 3, Padding = 1), Tanh", 7),
        new("OutputIsABlockedMap", [16, 5, 5], "Conv(18, 3, Padding = 1), Relu", 7),
        new("Names", [1, 6, 6], "Conv(4, 3, As = \"stem\"), Relu, Conv(4, 3), Flatten, Dense(3, As = \"head\"), Softmax", 2),
        new("Asserted", [1, 12, 12], "Conv(4, 3), Shape(4, 10, 10), MaxPool(2), Shape(4, 5, 5), Dense(3), Shape(3)", 2),
    ];

    /// <summary>
    /// Those of some length begin with layers that give no zeros and end with a layer of as many outputs as the dropout has values, so
    /// that with an identity there a test can see which values were dropped.
    /// </summary>
    private static NetworkCase[] Dropouts =>
    [
        new("DropoutOnly", [1000, 1, 1], "Dropout(0.3)", 4),
        new("DropoutHalf", [17, 5, 7], "Dropout", 4),
        new("DropoutNothing", [3, 5, 7], "Dropout(0)", 2),
        new("DropoutTwice", [40, 10, 3], "Dropout, Dropout(0.25)", 4),
        new("DropoutInDense", [20, 1, 1], "Dense(65), Sigmoid, Dropout(0.4), Dense(65)", 7),
        new("DropoutAfterConv", [3, 7, 6], "Conv(17, 3, Padding = 1), Sigmoid, Dropout(0.3), Conv(17, 1)", 3),
        new("DropoutOnPlanarMap", [1, 9, 9], "Conv(2, 3), Sigmoid, Dropout(0.6), Conv(2, 1)", 3),
        new("DropoutBeforeSoftmax", [12, 1, 1], "Dense(30), Sigmoid, Dropout, Dense(30), Softmax", 5),
    ];
}
