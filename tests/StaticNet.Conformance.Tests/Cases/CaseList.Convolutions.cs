namespace StaticNet.Conformance.Tests.Cases;

/// <content>Transposed, locally connected and depthwise convolutions.</content>
internal static partial class CaseList
{
    private static string[] TransposedProblems =>
    [
        // One phase, and every number of taps a phase may have: none where the stride exceeds the kernel.
        "deconv_ic1ih3oc1kh3", "deconv_ic3ih5oc5kh3ph1", "deconv_ic16ih4oc16kh2sh2", "deconv_ic17ih5iw4oc33kh3sh2ph1", "deconv_ic5ih4oc17kh1sh3",
        "deconv_ic16ih4iw6oc3kh4sh2ph1_relu", "deconv_ic33ih3oc6kh2sh3", "deconv_ic2ih6oc3kh5sh3ph2", "deconv_ic16ih1oc16kh7ph1",
        "deconv_ic6ih3iw17oc33kh3sh1sw2ph0pw1", "deconv_ic3ih6oc4kh2kw5sh2sw1ph1pw2", "deconv_ic48ih4oc32kh3sh2ph1op1",

        // Output padding, that a phase without any input fills as well.
        "deconv_ic3ih4oc5kh3sh2ph1op1", "deconv_ic16ih3oc17kh1sh3op2", "deconv_ic5ih4iw3oc6kh3sh3sw2ph1op2or1_leaky", "deconv_ic4ih3oc4kh2dh3op2",

        // Paddings: asymmetric, above the kernel.
        "deconv_ic3ih5oc5kh3ph0pw1pb2pr1", "deconv_ic16ih7oc16kh3ph3", "deconv_ic2ih9iw8oc3kh3sh2ph4pw5pb1pr3_nobias",

        // Dilation, alone and with strides that share a factor with it or none.
        "deconv_ic3ih5oc5kh3dh2", "deconv_ic16ih4oc17kh3dh2sh2ph1", "deconv_ic5ih4oc6kh3dh3sh2ph2op1", "deconv_ic6ih3iw4oc4kh2kw3dh2dw3sh3sw2",

        // Groups, with one channel, and that straddle blocks.
        "deconv_ic4ih5oc6kh3ph1g2", "deconv_ic15ih4oc10kh3sh2ph1g5", "deconv_ic32ih4oc64kh3sh2ph1op1g2", "deconv_ic34ih3oc18kh2sh2g2",
        "deconv_ic17ih5oc17kh4sh2ph1g17", "deconv_ic33ih4iw7oc33kh3sh2ph1op1g33_relu", "deconv_ic5ih4oc15kh3sh2g5", "deconv_ic48ih3oc96kh3g3",
        "deconv_ic3ih5oc3kh3g3dh2",

        // Batches and fused activations.
        "deconv_mb1ic3ih5oc16kh4sh2ph1_relu", "deconv_mb7ic16ih4oc5kh3sh2ph1_tanh", "deconv_mb64ic3ih3oc6kh2sh2_sigmoid", "deconv_mb7ic17ih3oc17kh3_leaky",
    ];

    private static string[] LocalProblems =>
    [
        "local_ic1ih3oc1kh3", "local_ic1ih6oc3kh3ph1", "local_ic3ih7oc5kh3ph1", "local_ic16ih5oc16kh3", "local_ic17ih5iw4oc33kh3ph1",
        "local_ic16ih4oc48kh2_relu", "local_ic33ih4oc17kh1", "local_ic5ih9iw6oc6kh3kw2sh2ph1pw0_crop", "local_ic3ih9oc17kh4sh3_pad",
        "local_ic2ih8oc96kh5sh3", "local_ic4ih4oc7kh3ph0pw1pb2pr3", "local_ic3ih3oc5kh3ph4_nobias", "local_ic16ih3oc130kh3ph1",
        "local_ic6ih7iw33oc4kh1kw7sh2sw5ph0pw2_crop_nobias", "local_ic20ih3oc20kh3ph1_tanh",
        "local_mb1ic3ih6oc16kh3ph1_relu", "local_mb7ic5ih5oc17kh3_leaky", "local_mb64ic3ih4oc6kh2_sigmoid", "local_mb13ic16ih4oc32kh3ph1",
    ];

    /// <summary>Over one axis and over three.</summary>
    private static NetworkCase[] ConvolutionsOfOtherRanks =>
    [
        new("SignalTransposed", [5, 9], "ConvTranspose(17, 4, Stride = 2, Padding = 1), Relu, ConvTranspose(3, 3, Stride = 3, OutputPadding = 1)", 3),
        new("SignalTransposedInGroups", [6, 7], "ConvTranspose(9, 3, Stride = 2, Groups = 3, Dilation = 2)"),
        new("SignalLocal", [3, 11], "LocallyConnected(17, 3, Stride = 2, Padding = 1), Tanh, LocallyConnected(5, 2)", 3),
        new("SignalDepthwise", [17, 13], "Conv(17, 3, Stride = 2, Padding = 1, Groups = 17), Conv(17, 5, Padding = 2, Groups = 17), Relu", 3),
        new("VolumeTransposed", [3, 2, 3, 4], "ConvTranspose(17, 3, Stride = 2, Padding = 1, OutputPadding = 1), Relu, ConvTranspose(5, 2)"),
        new("VolumeTransposedByAxis", [17, 3, 2, 3], "ConvTranspose(6, new[] { 2, 3, 4 }, Stride = new[] { 3, 1, 2 }, Padding = new[] { 0, 1, 1 }, Dilation = new[] { 2, 1, 1 })"),
        new("VolumeTransposedDepthwise", [17, 2, 3, 3], "ConvTranspose(17, 3, Stride = 2, Padding = 1, Groups = 17)"),
        new("VolumeLocal", [3, 4, 3, 5], "LocallyConnected(17, 3, Padding = 1), Relu, LocallyConnected(5, new[] { 2, 1, 3 }, Stride = new[] { 2, 1, 1 })", 3),
        new("VolumeDepthwise", [17, 5, 4, 7], "Conv(17, 3, Stride = new[] { 2, 1, 2 }, Padding = 1, Groups = 17), Conv(17, 3, Padding = 1, Groups = 17), Relu", 3),
    ];

    /// <summary>With a batch normalisation behind, which prediction folds into the kernel.</summary>
    private static NetworkCase[] NormedConvolutions =>
    [
        new("DepthwiseWithBiasAndNorm", [16, 5, 5], "Conv(32, 3, Padding = 1, Groups = 16), BatchNorm, Tanh", 3),

        // Short sums have the scale in their filters; 24, 8 and 40 filters end in half a block.
        new("ShortSumsAndNorm", [3, 9, 8], "Conv(24, 3, Padding = 1), BatchNorm, Relu6, Conv(40, 1, Bias = false), BatchNorm, Tanh", 4),
        new("SourceInNoCache", [2, 82, 83], "Conv(40, 1), Tanh, Branch, Conv(18, 1, Stride = 2, Fit = Fit.Crop), Branch, Conv(18, 1), Relu, MaxPool(2, Fit = Fit.Pad), Add, GlobalAvgPool", 1),
        new("ShortSumsNormAndAdd", [8, 7, 9], "Conv(8, 1), Relu, Branch, Conv(24, 1), BatchNorm, Relu6, Conv(24, 3, Padding = 1, Groups = 24, Bias = false), BatchNorm, Relu6, Conv(8, 1), BatchNorm, Branch, Add", 4),
        new("TransposedAndNorm", [5, 4, 3], "ConvTranspose(17, 3, Stride = 2, Padding = 1), BatchNorm, LeakyRelu(0.2)", 4),
        new("TransposedDepthwiseAndNorm", [17, 4, 3], "ConvTranspose(17, 4, Stride = 2, Padding = 1, Groups = 17, Bias = false), BatchNorm, Relu", 4),
        new("LocalAndNorm", [3, 6, 5], "LocallyConnected(17, 3), BatchNorm, Tanh", 4),
        new("InvertedResidual", [17, 8, 7],
            "Conv(40, 1, Bias = false), BatchNorm, HardSwish, Conv(40, 3, Stride = 2, Padding = 1, Groups = 40, Bias = false, Fit = Fit.Crop), BatchNorm, Relu6, "
            + "Conv(24, 1, Bias = false), BatchNorm", 5),
        new("InvertedResidualSmooth", [17, 8, 7],
            "Conv(40, 1, Bias = false), BatchNorm, Tanh, Conv(40, 3, Stride = 2, Padding = 1, Groups = 40, Bias = false, Fit = Fit.Crop), BatchNorm, Sigmoid, "
            + "Conv(24, 1, Bias = false), BatchNorm", 5),
    ];

    /// <summary>Strides and short rows before enough filters, which prediction copies first: taps in the padding, dilated, in parts of channels, with norms and sums, split.</summary>
    private static NetworkCase[] Im2Col =>
    [
        new("CopiedShortcut", [3, 9, 7],
            "Conv(32, 1), Tanh, Branch, Conv(136, 1, Stride = 2, Bias = false), BatchNorm, Branch, Conv(136, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Add, Relu", 3),
        new("CopiedByAxis", [3, 11, 6], "Conv(16, 1), Relu, Conv(128, 1, Stride = new[] { 5, 1 }), Tanh, Conv(130, new[] { 2, 3 }, Stride = new[] { 1, 2 }, Padding = new[] { 1, 2 }, Fit = Fit.Crop)", 2),
        new("CopiedPaddings", [2, 5, 4], "Conv(32, 1), Relu, Conv(144, 3, Stride = 2, Padding = 2, Fit = Fit.Crop), LeakyRelu(0.1)", 2),
        new("CopiedDilated", [2, 6, 8], "Conv(16, 1), Tanh, Conv(144, 3, Dilation = 2, Padding = 2), HardSwish", 2),
        new("CopiedStrict", [3, 7, 5], "Conv(48, 1), Relu, Conv(130, 5, Padding = 2), Tanh, Conv(16, 1)", 2) { Options = "Precision = Precision.Strict" },
        new("CopiedInParts", [3, 7, 7], "Conv(240, 1), Relu, Conv(128, 3, Padding = 1, Bias = false), BatchNorm, Relu", 2) { Options = "Precision = Precision.Strict" },
        new("CopiedByThreads", [3, 13, 13], "Conv(256, 1), Relu, Conv(128, 3, Stride = 2, Padding = 1), Relu", 2),
        new("CopiedByLines", [2, 47, 41], "Conv(64, 1), Relu, Conv(128, 1, Stride = 2), Tanh, MaxPool(8, Fit = Fit.Crop)", 2),
    ];

    /// <summary>A filter to each channel, or several; strides with phases of all kinds; columns around tiles.</summary>
    private static string[] DepthwiseProblems =>
    [
        "ic16ih7oc16kh3ph1g16", "ic17ih9iw8oc17kh3sh2ph1g17_crop", "ic33ih6oc33kh5ph2g33_relu", "ic48ih5iw31oc48kh3ph1g48", "ic32ih4iw29oc32kh3ph0g32_nobias",
        "ic20ih8oc20kh2sh2g20", "ic16ih9oc16kh3sh3ph1g16_crop", "ic24ih10oc24kh3sh2ph1g24_pad", "ic16ih8oc16kh1g16", "ic16ih9iw11oc16kh1kw9ph0pw4g16_tanh",
        "ic18ih11iw13oc18kh7ph3g18", "ic16ih14oc16kh3dh2ph2g16", "ic19ih12oc19kh3dh3sh2ph3g19_crop", "ic16ih3oc16kh3ph4sh2g16", "ic64ih2oc64kh3ph1g64",
        "ic16ih7iw40oc16kh1kw13ph0pw6g16", "ic17ih6oc17kh3ph0pw1pb2pr0g17", "ic16ih5iw9oc16kh2kw5sh1sw3ph1pw2g16_crop", "ic16ih33oc16kh3sh2ph1g16",
        "ic3ih9oc3kh3sh2ph1g3", "ic16ih8oc16kh2sh3g16_crop",
        "mb1ic40ih7oc40kh3ph1g40_relu", "mb7ic16ih6oc16kh3ph1g16_leaky", "mb64ic16ih4oc16kh3ph1g16_sigmoid",

        // Several filters to a channel, and few channels to a filter.
        "ic16ih7oc32kh3ph1g16", "ic17ih6oc51kh3sh2ph1g17_crop", "ic5ih6oc80kh3ph1g5_relu", "ic24ih5oc48kh5ph2g24_nobias",
        "ic32ih6oc32kh3ph1g16", "ic64ih5oc64kh3sh2ph1g16", "ic34ih6oc51kh3ph1g17_relu", "mb7ic32ih5oc64kh3ph1g8", "ic48ih7oc48kh3sh2ph1g12_tanh",
    ];
}
