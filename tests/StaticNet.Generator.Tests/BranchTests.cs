using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Tests;

/// <summary>Branches, joins, names and outputs as the graph has them.</summary>
public class BranchTests
{
    [Fact]
    public void ABranchBeginsAtTheValueBeforeTheFirst() => AssertNodes(
        """
        Network(3, 9, 9), Conv(8, 3), Relu
        Branch, Conv(5, 1), Relu
        Branch, Conv(3, 3, Padding = 1)
        Branch, MaxPool(3, Stride = 1, Padding = 1), Conv(17, 1)
        Concat, Relu
        """,
        "conv1 (8, 7, 7) of input",
        "relu1 (8, 7, 7) of conv1",
        "conv2 (5, 7, 7) of relu1",
        "relu2 (5, 7, 7) of conv2",
        "conv3 (3, 7, 7) of relu1",
        "maxpool1 (8, 7, 7) of relu1",
        "conv4 (17, 7, 7) of maxpool1",
        "concat1 (25, 7, 7) of relu2, conv3, conv4",
        "relu3 (25, 7, 7) of concat1");

    [Fact]
    public void ABranchWithoutLayersIsTheValueItself() => AssertNodes(
        "Network(4, 8, 8), Branch, Conv(4, 3, Padding = 1), Branch, Add",
        "conv1 (4, 8, 8) of input",
        "add1 (4, 8, 8) of conv1, input");

    [Theory]
    [InlineData("Branch, Relu, Shortcut, Add", "relu1 (4, 8, 8) of input; add1 (4, 8, 8) of relu1, input")]
    [InlineData("Shortcut, Branch, Conv(6, 1), Add",
        "conv1 (6, 8, 8) of input; shortcut1.conv1 (6, 8, 8) of input; shortcut1.batchnorm1 (6, 8, 8) of shortcut1.conv1; add1 (6, 8, 8) of shortcut1.batchnorm1, conv1")]
    [InlineData("Branch, Conv(4, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), Shortcut, Add",
        "conv1 (4, 4, 4) of input; shortcut1.conv1 (4, 4, 4) of input; shortcut1.batchnorm1 (4, 4, 4) of shortcut1.conv1; add1 (4, 4, 4) of conv1, shortcut1.batchnorm1")]
    [InlineData("Branch, Conv(7, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), Shortcut(Projection = Projection.ZeroPadded), Add",
        "conv1 (7, 4, 4) of input; shortcut1.maxpool1 (4, 4, 4) of input; shortcut1.channelpad1 (7, 4, 4) of shortcut1.maxpool1; add1 (7, 4, 4) of conv1, shortcut1.channelpad1")]
    [InlineData("Branch, Relu, Shortcut(Projection = Projection.Always), Add",
        "relu1 (4, 8, 8) of input; shortcut1.conv1 (4, 8, 8) of input; shortcut1.batchnorm1 (4, 8, 8) of shortcut1.conv1; add1 (4, 8, 8) of relu1, shortcut1.batchnorm1")]
    public void AShortcutHasTheShapeOfItsSibling(string layers, string nodes) =>
        AssertNodes("Network(4, 8, 8), " + layers, nodes.Split("; "));

    [Theory]
    [InlineData(56, 2, 28)]
    [InlineData(57, 2, 29)]
    [InlineData(7, 3, 3)]
    [InlineData(5, 5, 1)]
    public void AShortcutHasTheStrideOfItsSibling(int size, int stride, int made)
    {
        NetworkGraph graph = Graph($"Network(4, {size}, {size}), Branch, Conv(6, 1, Stride = {stride}, Fit = Fit.Crop), Shortcut, Add");
        Layers.Conv projection = Assert.IsType<Layers.Conv>(graph.Nodes.Single(static node => node.Name == "shortcut1.conv1").Layer);
        Assert.Equal([stride, stride], projection.Window.Stride);
        Assert.Equal((6, made, made), (graph.Nodes[^1].Output.Channels, graph.Nodes[^1].Output.Height, graph.Nodes[^1].Output.Width));
    }

    [Fact]
    public void NamedValuesComeFirst() => AssertNodes(
        """
        Network(3, 8, 8), Conv(5, 1, As = "a"), Relu(As = "b"), Conv(3, 1)
        Concat("b", "a")
        """,
        "a (5, 8, 8) of input",
        "b (5, 8, 8) of a",
        "conv2 (3, 8, 8) of b",
        "concat1 (13, 8, 8) of b, a, conv2");

    [Fact]
    public void AnOutputOnTheWayIsAFurtherOne()
    {
        NetworkGraph graph = Graph(
            """
            Network(3, 8, 8), Conv(5, 1), Relu(As = "features")
            GlobalAvgPool, Dense(4), Softmax(As = "aux"), Output("aux", LossWeight = 0.3, TrainingOnly = true)
            From("features"), Output("features"), Conv(3, 1), GlobalAvgPool, Softmax
            """);
        Assert.Equal(
            [
                new GraphOutput(8, "output", false, 1),
                new GraphOutput(5, "aux", true, 0.3f),
                new GraphOutput(2, "features", false, 0),
            ],
            graph.Outputs);
    }

    /// <summary>Heads may also be written behind the trunk.</summary>
    [Fact]
    public void TheMainOutputIsTheLastThatNoOutputNames() => Assert.Equal(
        [new GraphOutput(2, "output", false, 1), new GraphOutput(3, "aux", false, 0)],
        Graph("Network(3, 8, 8), Relu(As = \"a\"), Dense(4), From(\"a\"), Dense(5, As = \"aux\"), Output(\"aux\")").Outputs);

    [Fact]
    public void AJoinSeesWhatTheWidestOfItsInputsSees()
    {
        NetworkGraph graph = Graph("Network(3, 9, 9), Branch, Conv(4, 5, 1, Padding = new[] { 2, 0 }), Branch, Conv(4, 1, 3, Padding = new[] { 0, 1 }), Add, Conv(2, 3)");
        Assert.Equal("[5, 3]", graph.Nodes[^2].ReceptiveField.ToString());
        Assert.Equal("[7, 5]", graph.Nodes[^1].ReceptiveField.ToString());
    }

    private static void AssertNodes(string layers, params string[] nodes)
    {
        NetworkGraph graph = Graph(layers);
        Assert.Equal(nodes, graph.Nodes.Skip(1).Select(node =>
            $"{node.Name} {node.Output} of {string.Join(", ", node.Inputs.Select(input => graph[input].Name))}"));
    }

    private static NetworkGraph Graph(string layers)
    {
        string lists = string.Concat(layers.Split('\n').Select(static list => $"[{list.Trim()}]"));
        NetworkAnalysis analysis = Harness.Analyze($"using StaticNet; {lists} partial class Net;");
        Assert.DoesNotContain(analysis.Findings, Descriptors.IsError);
        return analysis.Graph!;
    }
}
