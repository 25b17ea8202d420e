namespace StaticNet.Conformance.Tests.Cases;

internal static partial class CaseList
{
    /// <summary>Branches, joins, names and further outputs. Channels are odd on purpose: parts that begin inside a block of 16.</summary>
    private static NetworkCase[] Graphs =>
    [
        new("AddOfIdentity", [3, 7, 6], "Conv(16, 3, Padding = 1), Relu, Branch, Conv(16, 3, Padding = 1), Branch, Add, Relu", 3),
        new("AddOfThree", [5, 6, 9], "Branch, Conv(7, 3, Padding = 1), Branch, Conv(7, 1), Tanh, Branch, Conv(7, 5, Padding = 2), Relu, Add", 2),
        new("AddOfTheInput", [5, 6, 9], "Branch, Conv(5, 3, Padding = 1), Branch, Add, Sigmoid", 7),
        new("AddOfTheInputTwice", [16, 5, 5], "Branch, Branch, Add", 2),
        new("AddOfVectors", [20, 1, 1], "Flatten, Branch, Dense(20), Relu, Branch, Add, Relu, Dense(3)", 7),
        new("MultiplyGates", [6, 5, 8], "Branch, Conv(9, 3, Padding = 1), Sigmoid, Branch, Conv(9, 3, Padding = 1), Tanh, Multiply, Relu", 3),
        new("MultiplyOfThree", [4, 4, 4], "Conv(17, 3, Padding = 1), Branch, Branch, Tanh, Branch, Conv(17, 1), Multiply", 2),
        new("ConcatOdd", [3, 6, 7],
            "Branch, Conv(5, 1), Relu, Branch, Conv(3, 3, Padding = 1), Branch, Conv(17, 5, Padding = 2), Relu, Concat, Conv(9, 3)", 3),
        new("ConcatAligned", [3, 6, 5],
            "Branch, Conv(16, 1), Relu, Branch, Conv(32, 3, Padding = 1), Branch, Conv(19, 5, Padding = 2), Relu, Concat, Conv(9, 3), Relu", 3),
        new("ConcatOfVectors", [7, 1, 1], "Flatten, Branch, Dense(5), Relu, Branch, Dense(16), Branch, Branch, Dense(3), Tanh, Concat, Dense(4), Softmax", 7),
        new("ConcatOfTheInput", [3, 9, 9], "Branch, Branch, Conv(4, 3, Padding = 1), Concat, MaxPool(3)", 2),
        new("ConcatInRows", [1, 8, 20], "Branch, Conv(3, 3, Padding = 1), Relu, Branch, Conv(2, 5, Padding = 2), Concat, MaxPool(2), Flatten, Dense(4)", 3),
        new("ConcatTwiceTheSame", [3, 5, 4], "Conv(16, 3, Padding = 1), Relu, Branch, Branch, Concat, Conv(3, 1)", 2),
        new("ConcatOfConcats", [3, 5, 5],
            "Conv(16, 1), Branch, Branch, Conv(16, 3, Padding = 1), Relu, Concat, Branch, Branch, Conv(16, 3, Padding = 1), Relu, Concat, Branch, Branch, "
            + "Conv(16, 3, Padding = 1), Tanh, Concat, Conv(5, 1), GlobalAvgPool", 3),
        new("Inception", [16, 9, 9],
            "Branch, Conv(16, 1), Relu, Branch, Conv(9, 1), Relu, Conv(24, 3, Padding = 1), Relu, Branch, Conv(4, 1), Relu, Conv(8, 5, Padding = 2), Relu, "
            + "Branch, MaxPool(3, Stride = 1, Padding = 1), Conv(8, 1), Relu, Concat, GlobalAvgPool, Dense(5), Softmax", 3),
        new("NamedJoins", [3, 8, 8],
            "Conv(12, 3, Padding = 1), Relu(As = \"a\"), Conv(12, 3, Padding = 1), Relu(As = \"b\"), Conv(12, 1), Add(\"a\"), Relu, Concat(\"b\", \"a\"), Conv(4, 3)", 3),
        new("BackAndForth", [3, 8, 7],
            "Conv(6, 3, Padding = 1), Tanh(As = \"a\"), Conv(16, 3), Relu(As = \"b\"), GlobalAvgPool(As = \"c\"), From(\"a\"), Conv(16, 3), Multiply(\"b\"), "
            + "GlobalAvgPool, Concat(\"c\"), Dense(3)", 2),
        new("DiamondInDiamond", [4, 6, 6],
            "Conv(10, 3, Padding = 1), Relu(As = \"x\"), Conv(10, 1), Relu(As = \"y\"), Conv(10, 3, Padding = 1), Add(\"y\"), Relu, Add(\"x\"), Conv(10, 3, Padding = 1), "
            + "Multiply(\"x\", \"y\"), Conv(3, 1)", 3),
        new("AuxiliaryClassifier", [3, 8, 8],
            "Conv(16, 3, Padding = 1), Relu(As = \"early\"), GlobalAvgPool, Dense(4), Softmax(As = \"aux1\"), Output(\"aux1\", LossWeight = 0.3, TrainingOnly = true), "
            + "From(\"early\"), Conv(20, 3), Relu, GlobalAvgPool, Dense(4), Softmax", 3),
        new("TwoOutputs", [3, 8, 8],
            "Conv(16, 3, Padding = 1), Relu(As = \"features\"), Output(\"features\"), Conv(5, 3, Stride = 2, Fit = Fit.Crop), Tanh(As = \"small\"), "
            + "Output(\"small\"), Dense(4)", 3),
        new("TrainingOnlyBeforePredicted", [3, 6, 7],
            "Conv(9, 3), Relu(As = \"a\"), GlobalAvgPool, Dense(5, As = \"aux\"), Output(\"aux\", TrainingOnly = true), From(\"a\"), Conv(6, 3, As = \"b\"), Output(\"b\"), "
            + "GlobalAvgPool, Dense(2), Sigmoid", 7),
        new("ShortcutOfIdentity", [5, 7, 6], "Branch, Conv(5, 3, Padding = 1), Tanh, Shortcut, Add, Relu", 3),
        new("ResidualBlock", [18, 9, 7],
            "Branch, Conv(18, 3, Padding = 1, Bias = false), BatchNorm, Relu, Conv(18, 3, Padding = 1), BatchNorm, Shortcut, Add, Relu", 7),
        new("ResidualBlockProjected", [18, 9, 7],
            "Branch, Conv(35, 3, Stride = 2, Padding = 1), BatchNorm, Shortcut(Projection = Projection.Always), Add, Relu", 2),
        new("ResidualOfManyChannels", [3, 3, 5],
            "Conv(265, 1), Tanh, Branch, Conv(265, 1, Bias = false), BatchNorm, Shortcut, Add, Relu, Conv(20, 1, Stride = 2), Tanh", 2),
        new("ResidualOfASum", [20, 6, 5], "Branch, Conv(20, 3, Padding = 1), Shortcut, Add, Branch, Conv(20, 1), Tanh, Shortcut, Add, Sigmoid", 3),
        new("ResidualVolume", [17, 5, 4, 6], "Branch, Conv(17, 3, Padding = 1), Shortcut, Add, Relu", 2),
        new("ShortcutPaddedWithZeros", [6, 9, 7],
            "Conv(10, 3), Tanh, Branch, Conv(21, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), Tanh, Shortcut(Projection = Projection.ZeroPadded), Add, Relu", 3),
        new("ShortcutOfMoreChannels", [3, 5, 5], "Shortcut(Projection = Projection.ZeroPadded), Branch, Conv(17, 1), Sigmoid, Add", 2),
        new("ShortcutOfEveryThird", [4, 7, 9],
            "Branch, Conv(4, 3, Stride = 3, Padding = 1, Fit = Fit.Crop), Tanh, Shortcut(Projection = Projection.ZeroPadded), Add", 2),
    ];
}
