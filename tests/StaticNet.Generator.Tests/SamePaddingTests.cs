using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Tests;

/// <summary>Pad.Same keeps ceil(W/S), with an odd position at the end.</summary>
public class SamePaddingTests
{
    [Theory]
    [InlineData(8, 3, 1, 1, 8, 1, 1)]
    [InlineData(8, 4, 1, 1, 8, 1, 2)]
    [InlineData(224, 7, 2, 1, 112, 2, 3)]
    [InlineData(7, 3, 2, 1, 4, 1, 1)]
    [InlineData(8, 2, 2, 1, 4, 0, 0)]
    [InlineData(9, 2, 2, 1, 5, 0, 1)]
    [InlineData(5, 1, 3, 1, 2, 0, 0)]
    [InlineData(8, 3, 1, 3, 8, 3, 3)]
    public void KeepsTheSizeRoundedUp(int size, int kernel, int stride, int dilation, int output, int before, int after)
    {
        NetworkAnalysis analysis = Harness.Analyze(
            $"using StaticNet; [Network(1, {size}, {size}), Conv(2, {kernel}, Stride = {stride}, Dilation = {dilation}, Padding = Pad.Same)] partial class Net;");

        Assert.Empty(analysis.Findings);
        Graph.Node node = analysis.Graph!.Nodes[^1];
        Window window = ((Conv)node.Layer).Window;
        Assert.Equal((output, output), (node.Output.Height, node.Output.Width));
        Assert.Equal((before, after), (window.PaddingBefore[1], window.PaddingAfter[1]));
    }

    [Fact]
    public void APoolHasItToo() => Assert.Equal(
        "(4, 5, 5)",
        Harness.Analyze("using StaticNet; [Network(4, 9, 9), MaxPool(3, Stride = 2, Padding = Pad.Same)] partial class Net;").Graph!.Nodes[^1].Output.ToString());

    [Theory]
    [InlineData("Conv(2, 3, Stride = 0, Padding = Pad.Same)", "SN0103")]
    [InlineData("Conv(2, 2147483647, Dilation = 2147483647, Padding = Pad.Same)", "SN0102")]
    [InlineData("Conv(2, 3, Stride = Pad.Same)", "SN0005")]
    [InlineData("Conv(2, 3, Padding = (Pad)1)", "SN0005")]
    public void WhatItCannotMend(string layer, string id) =>
        Assert.Equal(id, Assert.Single(Harness.Analyze($"using StaticNet; [Network(1, 8, 8), {layer}] partial class Net;").Findings).Id);
}
