using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>The tables and statements of the lectures, on the declared architectures.</summary>
public class LectureTests
{
    [Theory]
    [InlineData("LeNet5Colour", "(6, 28, 28) (6, 14, 14) (16, 10, 10) (16, 5, 5) (120) (84) (10)")]
    [InlineData("AlexNet", "(96, 55, 55) (96, 27, 27) (256, 27, 27) (256, 13, 13) (384, 13, 13) (384, 13, 13) (256, 13, 13) (256, 6, 6) (4096) (4096) (1000)")]
    [InlineData("ZFNet", "(96, 110, 110) (96, 55, 55) (256, 26, 26) (256, 13, 13) (384, 13, 13) (384, 13, 13) (256, 13, 13) (256, 6, 6) (4096) (4096) (1000)")]
    public void ShapesOfConvolutionsPoolsAndDenseLayers(string network, string shapes) =>
        Assert.Equal(shapes, string.Join(" ", Rows(DeclaredNetworks.Graph(network)).Select(static node => node.Output)));

    /// <summary>
    /// The lectures' table of VGG-16: values and weights (without biases) of every row, the input first. The values sum to 15,237,608, which
    /// is 61 MB; the total of "24M * 4 bytes" that is printed below the table is wrong.
    /// </summary>
    [Fact]
    public void RowsOfVgg16()
    {
        NetworkGraph graph = DeclaredNetworks.Graph("Vgg16");
        (string Layer, long Values, long Weights)[] table =
        [
            ("INPUT", 224 * 224 * 3, 0),
            ("CONV3-64", 224 * 224 * 64, 1_728), ("CONV3-64", 224 * 224 * 64, 36_864), ("POOL2", 112 * 112 * 64, 0),
            ("CONV3-128", 112 * 112 * 128, 73_728), ("CONV3-128", 112 * 112 * 128, 147_456), ("POOL2", 56 * 56 * 128, 0),
            ("CONV3-256", 56 * 56 * 256, 294_912), ("CONV3-256", 56 * 56 * 256, 589_824), ("CONV3-256", 56 * 56 * 256, 589_824), ("POOL2", 28 * 28 * 256, 0),
            ("CONV3-512", 28 * 28 * 512, 1_179_648), ("CONV3-512", 28 * 28 * 512, 2_359_296), ("CONV3-512", 28 * 28 * 512, 2_359_296), ("POOL2", 14 * 14 * 512, 0),
            ("CONV3-512", 14 * 14 * 512, 2_359_296), ("CONV3-512", 14 * 14 * 512, 2_359_296), ("CONV3-512", 14 * 14 * 512, 2_359_296), ("POOL2", 7 * 7 * 512, 0),
            ("FC", 4096, 102_760_448), ("FC", 4096, 16_777_216), ("FC", 1000, 4_096_000),
        ];
        Assert.Equal(
            table,
            Rows(graph).Prepend(graph[0]).Select(static node => (
                node.Layer switch { Conv conv => $"CONV3-{conv.Filters}", Pool => "POOL2", Dense => "FC", _ => "INPUT" },
                (long)node.Output.Length,
                node.Cost.Parameters - (node.Layer is Conv or Dense ? node.Output.Channels : 0))));
        Assert.Equal(15_237_608, table.Sum(static row => row.Values));
        Assert.Equal(138_344_128, table.Sum(static row => row.Weights));
    }

    /// <summary>Three layers of 3x3 see as much as one of 7x7, with 27/49 of its weights and two more activations.</summary>
    [Fact]
    public void ThreeLayersOf3x3See7x7()
    {
        NetworkGraph three = DeclaredNetworks.Declared("Network(16, 32, 32), ConvRelu(16, Repeat = 3)");
        NetworkGraph one = DeclaredNetworks.Declared("Network(16, 32, 32), Conv(16, 7, Padding = 3)");
        Assert.Equal(["[3, 3]", "[5, 5]", "[7, 7]"], Rows(three).Select(static node => node.ReceptiveField.ToString()));
        Assert.Equal("[7, 7]", one.Nodes[^1].ReceptiveField.ToString());
        Assert.Equal(27 * one.Nodes[^1].Cost.MultiplyAdds, 49 * three.MultiplyAdds());
    }

    /// <summary>
    /// Inception 3a: with its reductions 163,328 weights and 128,049,152 multiply-adds (the paper's 159K and 128M, in K of 1024); the naive
    /// module on the same input has 387,072 and 303,464,448, and its output grows by the input's own channels.
    /// </summary>
    [Theory]
    [InlineData("InceptionModuleNaive", 387_072, 303_464_448, "(416, 28, 28)")]
    [InlineData("InceptionModuleReduced", 163_328, 128_049_152, "(256, 28, 28)")]
    public void InceptionModules(string network, long weights, long multiplyAdds, string shape)
    {
        NetworkGraph graph = DeclaredNetworks.Graph(network);
        Assert.Equal(weights, graph.Parameters() - graph.Nodes.Where(static node => node.Layer is Conv).Sum(static node => node.Output.Channels));
        Assert.Equal(multiplyAdds, graph.MultiplyAdds());
        Assert.Equal(shape, graph.Nodes[^1].Output.ToString());
    }

    /// <summary>
    /// A whole convolution in the place of inception 4b: 2.359 million weights against 448,512, which are 438 K of 1024; the paper's
    /// table and the lectures print 437K. The table's 88M multiply-adds are rounded.
    /// </summary>
    [Fact]
    public void AConvolutionInPlaceOfAnInceptionModule()
    {
        Assert.Equal(2_359_296, DeclaredNetworks.Declared("Network(512, 14, 14), Conv(512, 3, Padding = 1, Bias = false)").Parameters());
        NetworkGraph module = DeclaredNetworks.Declared("Network(512, 14, 14), Inception(160, 112, 224, 24, 64, 64)");
        long weights = module.Nodes.Where(static node => node.Layer is Conv).Sum(static node => node.Cost.Parameters - node.Output.Channels);
        Assert.Equal(448_512, weights);
        Assert.Equal(88, Math.Round(module.MultiplyAdds() / 1e6));
    }

    /// <summary>The paper's table 1: output size, and depth in layers with weights, of every stage.</summary>
    [Fact]
    public void StagesOfGoogLeNet()
    {
        NetworkGraph graph = DeclaredNetworks.Graph("GoogLeNet");
        (string Last, string Shape, int Depth)[] table =
        [
            ("relu1", "(64, 112, 112)", 1), ("maxpool1", "(64, 56, 56)", 0), ("relu3", "(192, 56, 56)", 2), ("maxpool2", "(192, 28, 28)", 0),
            ("inception3a.concat1", "(256, 28, 28)", 2), ("inception3b.concat1", "(480, 28, 28)", 2), ("maxpool3", "(480, 14, 14)", 0),
            ("inception4a.concat1", "(512, 14, 14)", 2), ("inception4b.concat1", "(512, 14, 14)", 2), ("inception4c.concat1", "(512, 14, 14)", 2),
            ("inception4d.concat1", "(528, 14, 14)", 2), ("inception4e.concat1", "(832, 14, 14)", 2), ("maxpool4", "(832, 7, 7)", 0),
            ("inception5a.concat1", "(832, 7, 7)", 2), ("inception5b.concat1", "(1024, 7, 7)", 2), ("globalavgpool1", "(1024)", 0), ("dense1", "(1000)", 1),
        ];
        int[] depths = new int[graph.Nodes.Count];
        foreach (Node node in graph.Nodes.Skip(1))
        {
            depths[node.Index] = node.Inputs.Max(input => depths[input]) + (node.Layer is Conv or Dense ? 1 : 0);
        }

        int before = 0;
        foreach ((string last, string shape, int depth) in table)
        {
            Node node = graph.Node(last);
            Assert.Equal((last, shape, before + depth), (last, node.Output.ToString(), depths[node.Index]));
            before += depth;
        }

        Assert.Equal(22, before);
    }

    /// <summary>The same layers with and without shortcuts: what differs are the projections where a stage begins, or nothing.</summary>
    [Theory]
    [InlineData("Plain34", "ResNet34", 3)]
    [InlineData("CifarPlain20", "CifarResNet20", 0)]
    [InlineData("CifarPlain56", "CifarResNet56", 0)]
    public void PlainAndResidual(string plain, string residual, int projections)
    {
        NetworkGraph without = DeclaredNetworks.Graph(plain), with = DeclaredNetworks.Graph(residual);
        Node[] added = [.. with.Nodes.Where(static node => node.Name.Contains("shortcut1.", StringComparison.Ordinal))];
        Assert.Equal(projections, added.Count(static node => node.Layer is Conv));
        Assert.Equal(without.Parameters(), with.Parameters() - added.Sum(static node => node.Cost.Parameters));
        Assert.Equal(without.MultiplyAdds(), with.MultiplyAdds() - added.Sum(static node => node.Cost.MultiplyAdds));
        Assert.DoesNotContain(without.Nodes, static node => node.Layer is Join);
        Assert.Equal(with.Nodes.Count(static node => node.Layer is Join), without.Nodes.Count(static node => node.Layer is Conv) / 2);
    }

    [Theory]
    [InlineData("UNet", "(2, 128, 128)")]
    [InlineData("FullyConvolutional", "(21, 96, 128)")]
    public void SegmentationEndsAtTheInputsSize(string network, string shape)
    {
        NetworkGraph graph = DeclaredNetworks.Graph(network);
        Shape output = graph[graph.Outputs[0].Node].Output;
        Assert.Equal(shape, output.ToString());
        Assert.Equal(graph.InputShape.Spatial, output.Spatial);
    }

    /// <summary>What the lectures' tables list: everything but activations, normalisations, dropout and joins.</summary>
    private static IEnumerable<Node> Rows(NetworkGraph graph) => graph.Nodes.Where(static node => node.Layer is Conv or Pool or Dense);
}
