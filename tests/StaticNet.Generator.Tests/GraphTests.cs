using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Tests;

public class GraphTests
{
    [Fact]
    public void LeNet5HasTheShapesOfItsPaper()
    {
        NetworkAnalysis analysis = Harness.Analyze(Harness.LeNet5);

        Assert.Empty(analysis.Findings);
        Assert.Equal(
            [
                "input (1, 28, 28) 0 parameters, 0 multiply-adds, sees [1, 1]",
                "conv1 (6, 28, 28) 156 parameters, 117600 multiply-adds, sees [5, 5]",
                "relu1 (6, 28, 28) 0 parameters, 0 multiply-adds, sees [5, 5]",
                "maxpool1 (6, 14, 14) 0 parameters, 0 multiply-adds, sees [6, 6]",
                "conv2 (16, 10, 10) 2416 parameters, 240000 multiply-adds, sees [14, 14]",
                "relu2 (16, 10, 10) 0 parameters, 0 multiply-adds, sees [14, 14]",
                "maxpool2 (16, 5, 5) 0 parameters, 0 multiply-adds, sees [16, 16]",
                "dense1 (120) 48120 parameters, 48000 multiply-adds, sees [28, 28]",
                "relu3 (120) 0 parameters, 0 multiply-adds, sees [28, 28]",
                "dense2 (84) 10164 parameters, 10080 multiply-adds, sees [28, 28]",
                "relu4 (84) 0 parameters, 0 multiply-adds, sees [28, 28]",
                "dense3 (10) 850 parameters, 840 multiply-adds, sees [28, 28]",
                "softmax1 (10) 0 parameters, 0 multiply-adds, sees [28, 28]",
            ],
            analysis.Graph!.Nodes.Select(static node =>
                $"{node.Name} {node.Output} {node.Cost.Parameters} parameters, {node.Cost.MultiplyAdds} multiply-adds, sees {node.ReceptiveField}"));
    }

    /// <summary>Worked examples of the lecture notes, and the cases around them.</summary>
    [Theory]
    [InlineData("Network(3, 227, 227), Conv(96, 11, Stride = 4, Padding = 0)", "(96, 55, 55)")]
    [InlineData("Network(3, 227, 227), Conv(96, 11, Stride = 4, Padding = 1, Fit = Fit.Crop)", "(96, 55, 55)")]
    [InlineData("Network(3, 227, 227), Conv(96, 11, Stride = 4, Padding = 1, Fit = Fit.Pad)", "(96, 56, 56)")]
    [InlineData("Network(96, 27, 27), Conv(256, 5, Padding = 1)", "(256, 25, 25)")]
    [InlineData("Network(96, 27, 27), Conv(256, 5, Padding = 2), Shape(256, 27, 27)", "(256, 27, 27)")]
    [InlineData("Network(1, 7, 7), Conv(1, 3)", "(1, 5, 5)")]
    [InlineData("Network(1, 7, 7), Conv(1, 3, Stride = 2)", "(1, 3, 3)")]
    [InlineData("Network(3, 32, 32), Conv(10, 5, Padding = 2)", "(10, 32, 32)")]
    [InlineData("Network(1, 9, 12), Conv(2, 3, 2, Stride = new[] { 2, 5 })", "(2, 4, 3)")]
    [InlineData("Network(1, 9, 12), Conv(2, new[] { 3, 2 }, Padding = new[] { 1, 0 })", "(2, 9, 11)")]
    [InlineData("Network(1, 9, 12), Conv(2, 3, Padding = new[] { 1, 0, 0, 2 })", "(2, 8, 12)")]
    [InlineData("Network(1, 9, 9), Conv(2, 3, Dilation = 3)", "(2, 3, 3)")]
    [InlineData("Network(4, 9, 9), ConvTranspose(2, 3)", "(2, 11, 11)")]
    [InlineData("Network(4, 9, 7), ConvTranspose(2, 4, Stride = 2, Padding = 1)", "(2, 18, 14)")]
    [InlineData("Network(4, 9, 7), ConvTranspose(2, 3, Stride = 2, Padding = 1, OutputPadding = 1)", "(2, 18, 14)")]
    [InlineData("Network(4, 9, 7), ConvTranspose(2, 3, 5, Stride = new[] { 3, 1 }, Dilation = new[] { 2, 1 }, Padding = new[] { 0, 1, 2, 3 })", "(2, 27, 7)")]
    [InlineData("Network(3, 227, 227), LocallyConnected(96, 11, Stride = 4)", "(96, 55, 55)")]
    [InlineData("Network(4, 9, 9), MaxPool(3)", "(4, 3, 3)")]
    [InlineData("Network(4, 9, 9), MaxPool(3, 1, Stride = new[] { 1, 2 })", "(4, 7, 5)")]
    [InlineData("Network(4, 5, 6), GlobalAvgPool", "(4)")]
    [InlineData("Network(4, 9, 9), SumPool(3)", "(4, 3, 3)")]
    [InlineData("Network(4, 9, 9), L2Pool(3, 1, Stride = new[] { 1, 2 })", "(4, 7, 5)")]
    [InlineData("Network(1, 1, 1), MaxPool(3, Stride = 1, Padding = 2, Dilation = 2)", "(1, 1, 1)")]
    [InlineData("Network(4, 5, 6), GlobalMaxPool", "(4)")]
    [InlineData("Network(4, 5, 6), Pad(new[] { 1, 2, 3, 4 })", "(4, 9, 12)")]
    [InlineData("Network(4, 5, 6), Pad(4, Mode = PadMode.Reflect)", "(4, 13, 14)")]
    [InlineData("Network(4, 9, 12), Crop(new[] { 1, 2, 3, 4 })", "(4, 5, 6)")]
    [InlineData("Network(4, 5, 6), Upsample(new[] { 2, 3 })", "(4, 10, 18)")]
    [InlineData("Network(12, 5, 6), PixelShuffle(2)", "(3, 10, 12)")]
    [InlineData("Network(4, 5, 6), Reshape(2, 15, 4)", "(2, 15, 4)")]
    [InlineData("Network(4, 5, 6), Reshape(120)", "(120)")]
    [InlineData("Network(4, 5, 6), Flatten", "(120)")]
    [InlineData("Network(4, 5, 6), Dense(3)", "(3)")]
    [InlineData("Network(4, 5, 6), Dropout, LeakyRelu, Tanh, Sigmoid", "(4, 5, 6)")]
    public void OutputOf(string layers, string shape) =>
        Assert.Equal(shape, Graph(layers).Nodes[^1].Output.ToString());

    /// <summary>The lecture notes' count of AlexNet's first layer, had it no shared weights: 55*55*96 neurons of 11*11*3 weights and a bias.</summary>
    [Fact]
    public void AlexNetsFirstLayerWithoutSharedWeights()
    {
        LayerCost local = Graph("Network(3, 227, 227), LocallyConnected(96, 11, Stride = 4)").Nodes[^1].Cost;
        LayerCost shared = Graph("Network(3, 227, 227), Conv(96, 11, Stride = 4)").Nodes[^1].Cost;
        Assert.Equal(105_705_600, local.Parameters);
        Assert.Equal(34_944, shared.Parameters);
        Assert.Equal(shared.MultiplyAdds, local.MultiplyAdds);
    }

    /// <summary>
    /// PyTorch's ceil_mode and ONNX: the size is rounded up, but a window that begins behind the last value is dropped.
    /// </summary>
    [Theory]
    [InlineData("Network(1, 7, 7), MaxPool(2, Fit = Fit.Pad)", 4, 1, 1)]
    [InlineData("Network(1, 112, 112), MaxPool(3, Stride = 2, Fit = Fit.Pad)", 56, 1, 1)]
    [InlineData("Network(1, 5, 5), MaxPool(2, Stride = 3, Padding = 1, Fit = Fit.Pad)", 2, 1, 0)]
    [InlineData("Network(1, 6, 6), MaxPool(3, Stride = 3, Padding = 1, Fit = Fit.Pad)", 3, 2, 1)]
    [InlineData("Network(1, 4, 4), MaxPool(1, Stride = 2, Fit = Fit.Pad)", 2, 0, 0)]
    [InlineData("Network(1, 6, 6), AvgPool(2, Stride = 3, Padding = 1, Fit = Fit.Pad)", 3, 1, 0)]
    [InlineData("Network(1, 4, 4), Conv(1, 1, Stride = 2, Fit = Fit.Pad)", 3, 1, 1)]
    [InlineData("Network(1, 5, 5), Conv(1, 6, Stride = 2, Fit = Fit.Pad)", 1, 1, 1)]
    [InlineData("Network(1, 7, 7), Conv(1, 2, Stride = 2, Fit = Fit.Crop)", 3, 0, 0)]
    public void RoundingOf(string layers, int size, int paddingAfter, int overhang)
    {
        Node node = Graph(layers).Nodes[^1];
        Window window = node.Layer is Conv conv ? conv.Window : ((Pool)node.Layer).Window;

        Assert.Equal((size, size), (node.Output.Height, node.Output.Width));
        Assert.Equal((paddingAfter, overhang), (window.PaddingAfter[0], window.Overhang[0]));
    }

    /// <summary>For every window, the resolved paddings give the output by plain floor division.</summary>
    [Fact]
    public void ResolvedPaddingIsConsistentWithTheOutput()
    {
        var random = new Random(1);
        int tried = 0;
        while (tried < 2000)
        {
            int size = random.Next(1, 20);
            Window window = new(
                [random.Next(1, 6)], [random.Next(1, 5)], [random.Next(1, 3)], [random.Next(0, 4)], [random.Next(0, 4)], (Layers.Fit)random.Next(3));
            WindowUse use = (WindowUse)random.Next(2);
            WindowFit fit = WindowRule.Fit(window, use, [size]);
            if (fit.Misfit != Misfit.None)
            {
                continue;
            }

            tried++;
            Window settled = fit.Window;
            long room = size + settled.PaddingBefore[0] + settled.PaddingAfter[0] - settled.Extent(0);
            Assert.Equal(fit.Output[0], (room / settled.Stride[0]) + 1);
            Assert.Equal(window.PaddingAfter[0] + settled.Overhang[0], settled.PaddingAfter[0]);
            if (use == WindowUse.Pool)
            {
                long lastBegin = ((long)(fit.Output[0] - 1) * settled.Stride[0]) - settled.PaddingBefore[0];
                Assert.True(lastBegin < size, $"{window} on {size}: the last window begins at {lastBegin}");
            }
        }
    }

    [Fact]
    public void GroupsShareTheWeights()
    {
        Node depthwise = Graph("Network(32, 14, 14), Conv(32, 3, Padding = 1, Groups = 32, Bias = false)").Nodes[^1];
        Assert.Equal(new LayerCost(32 * 9, 32 * 9 * 14 * 14, 4 * 32 * 14 * 14), depthwise.Cost);
    }

    [Fact]
    public void ReceptiveFieldsGrowByTheStridesBefore()
    {
        NetworkGraph graph = Graph(
            "Network(3, 224, 224), Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop), MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop), Conv(64, 3, Padding = 1, Dilation = 2)");
        Assert.Equal(["[7, 7]", "[11, 11]", "[27, 27]"], graph.Nodes.Skip(1).Select(static node => node.ReceptiveField.ToString()));
    }

    /// <summary>Behind an enlargement by 2 a window of 3 sees two inputs where pixels are repeated, three where they are blended.</summary>
    [Fact]
    public void EnlargingBringsValuesCloser()
    {
        NetworkGraph graph = Graph(
            "Network(3, 16, 16), MaxPool(2), Upsample(2), Conv(4, 3, Padding = 1), Upsample(2, Mode = UpsampleMode.Bilinear), Conv(4, 3, Padding = 1), PixelShuffle(2), Conv(4, 5)");
        Assert.Equal(["[2, 2]", "[2, 2]", "[4, 4]", "[5, 5]", "[6, 6]", "[6, 6]", "[7, 7]"], graph.Nodes.Skip(1).Select(static node => node.ReceptiveField.ToString()));
    }

    [Fact]
    public void NamesCountByKindAndAsKeepsTheCount()
    {
        NetworkGraph graph = Graph("Network(1, 8, 8), Conv(1, 1, As = \"stem\"), Relu, Conv(1, 1), Shape(1, 8, 8), AvgPool(2), MaxPool(2), Tanh, Relu");
        Assert.Equal(
            ["input", "stem", "relu1", "conv2", "avgpool1", "maxpool1", "tanh1", "relu2"],
            graph.Nodes.Select(static node => node.Name));
    }

    [Fact]
    public void OrderIsThatOfWritingOverSeveralLists()
    {
        NetworkAnalysis analysis = Harness.Analyze("""
            using StaticNet;
            [Conv(2, 1)]
            [System.Serializable, Relu]
            [Network(1, 4, 4), Tanh]
            [Dense(3)][Softmax] partial class Net;
            """);
        Assert.Equal(["input", "conv1", "relu1", "tanh1", "dense1", "softmax1"], analysis.Graph!.Nodes.Select(static node => node.Name));
    }

    [Fact]
    public void TwoReadingsOfOneTextAreEqual()
    {
        const string bad = "using StaticNet; [Network(1, 7, 7), Conv(4, 3, Padding = new[] { 0, 1 }), MaxPool(2)] partial class Net;";
        Assert.Equal(Harness.Analyze(Harness.LeNet5), Harness.Analyze(Harness.LeNet5));
        Assert.Equal(Harness.Analyze(bad), Harness.Analyze("\n\n" + bad));
        Assert.NotEqual(Harness.Analyze(bad), Harness.Analyze(bad.Replace("MaxPool(2)", "MaxPool(3)")));
    }

    /// <summary>
    /// After a first error the shapes behind it are unknown, so nothing is said about them; arguments are judged all
    /// the same.
    /// </summary>
    [Theory]
    [InlineData("Network(1, 7, 7), MaxPool(2), MaxPool(2), Shape(1, 1, 1)", "SN0101")]
    [InlineData("Network(1, 7, 7), Dense(0), Softmax, Dropout(2)", "SN0005 SN0005")]
    [InlineData("Network(1, 0, 7), Dense(0)", "SN0004")]
    [InlineData("Network(1, 8, 8), Conv(4, 3, Padding = 3), MaxPool(5)", "SN0120 SN0101")]
    public void OneErrorForOneMistake(string layers, string ids) =>
        Assert.Equal(ids, string.Join(" ", Analyze(layers).Findings.Select(static finding => finding.Id)));

    private static NetworkAnalysis Analyze(string layers) => Harness.Analyze($"using StaticNet; [{layers}] partial class Net;");

    private static NetworkGraph Graph(string layers)
    {
        NetworkAnalysis analysis = Analyze(layers);
        Assert.DoesNotContain(analysis.Findings, Descriptors.IsError);
        return analysis.Graph!;
    }
}
