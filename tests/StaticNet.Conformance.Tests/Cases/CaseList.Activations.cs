namespace StaticNet.Conformance.Tests.Cases;

/// <content>Activations by themselves, behind the kernels that apply them before they store, and softmax over maps.</content>
internal static partial class CaseList
{
    /// <summary>Networks whose values are of order 1; the corners and tails far out are the kernel tests' and VectorMath's own.</summary>
    private static NetworkCase[] Activations =>
    [
        new("Relu6Only", [3, 5, 7], "Relu6"),
        new("EluOnly", [17, 3, 3], "Elu", 7),
        new("EluSteep", [5, 3, 3], "Elu(1.7)"),
        new("EluFalling", [5, 1, 1], "Elu(-0.5)", 3),
        new("SeluOnly", [1, 1, 33], "Selu", 7),
        new("GeluOnly", [3, 5, 7], "Gelu"),
        new("GeluTanhOnly", [17, 3, 3], "Gelu(Tanh = true)", 1),
        new("SoftplusOnly", [5, 1, 1], "Softplus", 7),
        new("HardSigmoidOnly", [3, 5, 7], "HardSigmoid"),
        new("HardSigmoidOfOnnx", [16, 2, 3], "HardSigmoid(0.2)"),
        new("HardSwishOnly", [1, 1, 33], "HardSwish"),
        new("SwishOnly", [3, 5, 7], "Swish", 1),

        // Behind convolutions in rows and in blocks, strided, grouped, without bias, and behind dense layers.
        new("ConvRelu6", [3, 9, 9], "Conv(5, 3), Relu6, Conv(17, 3, Stride = 2), Relu6", 3),
        new("ConvElu", [3, 9, 9], "Conv(17, 3, Padding = 1), Elu, Conv(33, 3), Elu(0.7)", 7),
        new("ConvSelu", [1, 12, 11], "Conv(6, 5), Selu, Conv(16, 3), Selu, Dense(9), Selu", 3),
        new("ConvGelu", [3, 9, 9], "Conv(17, 3, Padding = 1), Gelu, Conv(5, 3, Bias = false), Gelu, Dense(7), Gelu", 7),
        new("ConvGeluTanh", [16, 6, 5], "Conv(33, 1), Gelu(Tanh = true), Conv(33, 3, Groups = 33, Padding = 1), Gelu(Tanh = true)", 1),
        new("ConvSoftplus", [3, 8, 8], "Conv(6, 3), Softplus, Conv(18, 2, Stride = 2), Softplus, Dense(4), Softplus", 3),
        new("ConvHardSwish", [3, 10, 10], "Conv(16, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), HardSwish, Conv(24, 1), HardSwish, GlobalAvgPool, Dense(6), HardSigmoid", 4),
        new("ConvSwish", [5, 7, 6], "Conv(33, 3), Swish, Conv(3, 3), Swish, Dense(5), Swish", 7),
        new("ConvLeakyFalling", [3, 7, 7], "Conv(17, 3), LeakyRelu(-0.3), Dense(5), LeakyRelu(-0.3)", 3),
        new("PooledFalling", [1, 12, 12], "Conv(6, 3, Padding = 1), LeakyRelu(-0.2), MaxPool(2), Conv(16, 3, Padding = 1), HardSigmoid(-0.3), MaxPool(2)", 3),
        new("PooledElu", [1, 12, 12], "Conv(6, 3, Padding = 1), Elu, MaxPool(2), Conv(16, 3, Padding = 1), Relu6, MaxPool(2)", 3),
        new("PooledSwish", [1, 12, 12], "Conv(6, 3, Padding = 1), Swish, MaxPool(2), Conv(16, 3, Padding = 1), Gelu, MaxPool(2)", 3),
        new("DenseElus", [20, 1, 1], "Dense(65), Elu, Dense(33), Selu, Dense(7), Relu6", 7),
        new("DenseGates", [40, 1, 1], "Dense(48), Swish, Dense(17), Gelu, Dense(33), HardSwish, Dense(5), HardSigmoid", 5),
        new("EveryActivation", [6, 4, 5], "Relu6, Elu, Selu, Gelu, Swish, HardSwish, Softplus, HardSigmoid, Gelu(Tanh = true)", 7),

        // A slope for each channel, in rows, in blocks and on a vector, and one for all.
        new("PReluOnly", [3, 5, 7], "PRelu", 7),
        new("PReluOnWholeRows", [2, 3, 16], "PRelu", 1),
        new("PReluOnVector", [19, 1, 1], "Dense(21), PRelu, Dense(5), PRelu(0.1)", 7),
        new("PReluOnFlattenedBlocks", [3, 4, 4], "Conv(16, 3, Padding = 1), Flatten, PRelu, Dense(3)", 3),
        new("PReluShared", [3, 5, 7], "PRelu(Shared = true)", 7),
        new("PReluSharedOnVector", [10, 1, 1], "Dense(17), PRelu(0.5, Shared = true)", 3),
        new("PReluNet", [3, 11, 10], "Conv(6, 3), PRelu, Conv(17, 3), PRelu, Conv(33, 3, Stride = 2, Fit = Fit.Crop), PRelu(Shared = true), Dense(5), PRelu", 5),

        // Over classes, and over channels at each position.
        new("LogSoftmaxOnly", [10, 1, 1], "Flatten, LogSoftmax", 7),
        new("LogSoftmaxOf17", [17, 1, 1], "LogSoftmax", 3),
        new("LogSoftmaxOf1", [1, 1, 1], "LogSoftmax", 2),
        new("LogSoftmaxOf1000", [1000, 1, 1], "Flatten, LogSoftmax", 2),
        new("DenseLogSoftmax", [84, 1, 1], "Dense(10), LogSoftmax", 5),
        new("LogSoftmaxInside", [12, 1, 1], "Dense(30), LogSoftmax, Dense(7), Softmax, Dense(3)", 4),
        new("SoftmaxOfMap", [5, 3, 7], "Softmax", 7),
        new("SoftmaxOfFlatBlocks", [2, 4, 4], "Conv(16, 3, Padding = 1), Flatten, Softmax", 3),
        new("SegmentationInRows", [1, 9, 19], "Conv(3, 3, Padding = 1), Softmax", 7),
        new("SegmentationInBlocks", [3, 7, 9], "Conv(21, 3, Padding = 1), Relu, Conv(33, 1, Stride = 2), Softmax", 3),
        new("SegmentationOfWholeRows", [3, 5, 16], "Conv(5, 3, Padding = 1), Relu, Conv(4, 1), Softmax", 1),
        new("LogSegmentation", [3, 7, 9], "Conv(17, 3, Padding = 1), Relu, Conv(5, 1), LogSoftmax", 7),
        new("LogSegmentationInBlocks", [16, 5, 3], "Conv(20, 3, Stride = 2, Padding = 1), LogSoftmax", 1),
        new("SoftmaxOfSequence", [5, 19], "Conv(17, 3), PRelu, Conv(3, 1), Softmax", 7),
        new("LogSoftmaxOfVolume", [3, 2, 3, 5], "Conv(5, 3, Padding = 1), PRelu(Shared = true), PRelu, LogSoftmax", 2),
        new("SoftmaxBetweenConvolutions", [3, 6, 6], "Conv(17, 3, Padding = 1), Softmax, Conv(5, 3), LogSoftmax, Dense(4)", 3),
    ];

    /// <summary>Rows whose training draws a mask, which their own tests bring into the reference.</summary>
    private static NetworkCase[] SpatialDropouts =>
    [
        new("SpatialDropoutOnly", [200, 2, 3], "SpatialDropout(0.3)", 4),
        new("SpatialDropoutHalf", [17, 5, 7], "SpatialDropout", 4),
        new("SpatialDropoutOnWholeRows", [40, 2, 16], "SpatialDropout(0.25)", 4),
        new("SpatialDropoutNothing", [3, 5, 7], "SpatialDropout(0)", 2),
        new("SpatialDropoutInSequence", [5, 19], "Conv(17, 3), Swish, SpatialDropout(0.2), Conv(3, 1)", 3),
        new("SpatialDropoutInVolume", [3, 4, 3, 5], "Conv(18, 3, Padding = 1), Elu, SpatialDropout(0.2), Dense(3)", 3),
        new("SpatialDropoutInRows", [1, 9, 9], "Conv(30, 3, Stride = 2, Groups = 1), Sigmoid, SpatialDropout(0.4), Conv(5, 3), Tanh", 3),
        new("SpatialDropoutInBlocks", [16, 6, 7], "Conv(33, 3, Padding = 1), Relu, SpatialDropout, Conv(17, 3), Dense(4), Softmax", 7),
    ];
}
