namespace StaticNet.Conformance.Tests.Cases;

/// <content>Convolutions of 3x3 that a prediction computes by Winograd's minimal filtering.</content>
internal static partial class CaseList
{
    /// <summary>
    /// Maps that are no whole number of tiles, channels that are no whole number of blocks, and everything that may follow in the same kernel.
    /// </summary>
    private static NetworkCase[] Winograd =>
    [
        new("WinogradPlain", [16, 14, 14], "Conv(32, 3, Padding = 1)", 3),
        new("WinogradOfRows", [35, 18, 13], "Conv(33, 3, Padding = 1), Relu", 2),
        new("WinogradChain", [16, 13, 17], "Conv(32, 3, Padding = 1), Relu, Conv(48, 3, Padding = 2, Bias = false), Tanh, Conv(17, 3), LeakyRelu(0.2)", 2),
        new("WinogradAndNorm", [16, 12, 9], "Conv(40, 3, Padding = 1), BatchNorm, Relu, Conv(24, 3, Padding = 1, Bias = false), BatchNorm, Sigmoid", 3),
        new("WinogradResidual", [32, 15, 11],
            "Branch, Conv(32, 3, Padding = 1, Bias = false), BatchNorm, Relu, Conv(32, 3, Padding = 1, Bias = false), BatchNorm, Shortcut, Add, Relu", 3),
        new("WinogradOnSmallMap", [48, 7, 7], "Conv(64, 3, Padding = 1), Relu, Conv(64, 3, Padding = 1), GlobalAvgPool, Dense(10)", 3),
        new("WinogradInConcat", [16, 10, 10],
            "Branch, Conv(32, 3, Padding = 1), Relu, Branch, Conv(16, 1), Conv(16, 3, Padding = 1), Relu, Concat, Conv(20, 3, Padding = 1)", 2),
        new("WinogradOf5x5", [16, 13, 14], "Conv(48, 5, Padding = 2), Relu, Conv(20, 5, Padding = 1, Bias = false), BatchNorm, Tanh", 2),
        new("WinogradStrided", [48, 24, 24],
            "Conv(64, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), Relu, Conv(80, 3, Stride = 2, Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Tanh", 2),
        new("WinogradStridedWithoutPadding", [50, 25, 25], "Conv(40, 3, Stride = 2), LeakyRelu(0.2)", 2),
        new("WinogradStridedRows", [24, 23, 14], "Conv(33, 3, Stride = new[] { 2, 1 }, Padding = new[] { 1, 2, 0, 0 }, Fit = Fit.Crop), Sigmoid", 2),
        new("WinogradStridedColumns", [12, 14, 23], "Conv(48, 3, Stride = new[] { 1, 2 }, Padding = 1, Fit = Fit.Crop), Relu", 2),
        new("WinogradStridedResidual", [64, 20, 20], "Branch, Conv(64, 3, Stride = 2, Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Shortcut, Add, Relu", 2),
        new("WinogradByStrips", [64, 44, 48], "Conv(64, 3, Padding = 1), Relu", 1),

        // With a 2x2 pool in the same kernel: tiles of 4x4 and 2x2, odd maps, several kinds, a stride.
        new("WinogradAndPool", [16, 14, 14], "Conv(32, 3, Padding = 1), Relu, MaxPool(2), Conv(48, 3, Padding = 1, Bias = false), BatchNorm, Relu, MaxPool(2, Fit = Fit.Crop), Dense(10)", 3),
        new("WinogradAndPoolOfOddMaps", [16, 17, 13], "Conv(24, 3, Padding = 1), LeakyRelu(0.2), MaxPool(2, Fit = Fit.Crop), Conv(33, 3, Padding = 1), Tanh, AvgPool(2)", 2),
        new("WinogradAndPoolOf5x5", [16, 15, 18], "Conv(48, 5, Padding = 2), Swish, MaxPool(2, Fit = Fit.Crop), Conv(16, 1)", 2),
        new("WinogradAndPoolByStrips", [64, 45, 47], "Conv(64, 3, Padding = 1), BatchNorm, Relu, MaxPool(2, Fit = Fit.Crop)", 1),
        new("WinogradStridedAndPool", [48, 26, 22], "Conv(64, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), Sigmoid, SumPool(2, Fit = Fit.Crop)", 2),

        // Over rows alone: vectors over filters and along rows, with pools of pairs and without, odd heights, norms, sums.
        new("WinogradRowsOfLeNet", [1, 28, 28], "Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5), Relu, MaxPool(2), Dense(10)", 3),
        new("WinogradRowsAndNorm", [3, 33, 21], "Conv(24, 3, Padding = 1, Bias = false), BatchNorm, Relu, AvgPool(2, Fit = Fit.Crop)", 2),
        new("WinogradRowsTwice", [3, 20, 20], "Conv(32, 3, Padding = 1), HardSwish, MaxPool(2), Conv(8, 1)", 2),
        new("WinogradRowsAlong", [2, 23, 29], "Conv(5, 5, Padding = 2), Tanh, Conv(7, 5), BatchNorm, LeakyRelu(0.1), AvgPool(2, Fit = Fit.Crop)", 2),
        new("WinogradRowsResidual", [3, 18, 32], "Branch, Conv(16, 3, Padding = 1), Branch, Conv(16, 1), Add, Relu", 2),
        new("WinogradRowsStrict", [1, 28, 28], "Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5)", 2) { Options = "Precision = Precision.Strict" },

        // Weights' gradients: pictures in several panels, an odd number of vectors of filters, F(2, 3), paddings of 0 and 2.
        new("WinogradOfManyPictures", [3, 8, 8], "Conv(32, 1), Conv(32, 3, Padding = 1), Tanh, Conv(48, 3)", 64),
        new("WinogradOfPairs", [3, 6, 6], "Conv(128, 1), Conv(128, 3, Padding = 1), Tanh", 2),
        new("WinogradPaddings", [3, 10, 15], "Conv(48, 1), Conv(80, 3), Tanh, Conv(32, 3, Padding = 2, Bias = false)", 3),
        new("WinogradStrict", [16, 14, 14], "Conv(32, 3, Padding = 1), Relu, Conv(32, 3, Padding = 1)", 2) { Options = "Precision = Precision.Strict" },
    ];
}
