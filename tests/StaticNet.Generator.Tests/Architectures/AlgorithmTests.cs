using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>
/// Which algorithm the cost model chooses for layers of known networks. That the choices are the fastest is measured, not tested:
/// <c>bench/StaticNet.Bench -- algorithms</c> times all three for each of these layers.
/// </summary>
public class AlgorithmTests
{
    [Theory]
    [InlineData(64, 56, 64, "Winograd4")]
    [InlineData(128, 28, 128, "Winograd4")]
    [InlineData(256, 14, 256, "Winograd4")]
    [InlineData(64, 224, 64, "Winograd4")]
    [InlineData(512, 28, 512, "Winograd4")]
    [InlineData(512, 14, 512, "Winograd4")]
    [InlineData(32, 16, 32, "Winograd4")]

    // Few tiles for the transformed filters, which come from memory.
    [InlineData(512, 7, 512, "Winograd4x2")]

    // One tile: the transforms of both axes cost more than they save, those of rows alone do not.
    [InlineData(16, 3, 16, "WinogradRows4")]

    // Nothing to save.
    [InlineData(512, 1, 512, "Direct")]
    public void ChoosesByCost(int channels, int size, int filters, string expected)
    {
        ConvPlan plan = Plan($"Network({channels}, {size}, {size}), Conv({channels}, 1), Conv({filters}, 3, Padding = 1)");
        Assert.Equal(expected, plan.Algorithm.ToString());
    }

    [Theory]
    [InlineData("Conv(64, 3, Stride = 3, Padding = 1, Fit = Fit.Crop)")]
    [InlineData("Conv(64, 5, Stride = 2, Padding = 2, Fit = Fit.Crop)")]
    [InlineData("Conv(64, 3, Stride = 2, Dilation = 2, Padding = 2, Fit = Fit.Crop)")]
    [InlineData("Conv(64, 3, Dilation = 2, Padding = 2)")]
    [InlineData("Conv(64, 3, Groups = 2, Padding = 1)")]
    [InlineData("Conv(64, 3, Groups = 64, Padding = 1)")]
    [InlineData("Conv(64, 7, Padding = 3)")]
    [InlineData("Conv(64, 1)")]
    public void OtherConvolutionsAreDirect(string layer) =>
        Assert.Equal(ConvAlgorithm.Direct, Plan($"Network(64, 28, 28), Conv(64, 1), {layer}").Algorithm);

    /// <summary>Those of ResNet that halve a map: at 7x7 too many of the tiles reach over its end.</summary>
    [Theory]
    [InlineData(64, 56, 128, "F(2x2, 3x3 by 2x2)")]
    [InlineData(128, 56, 128, "F(2x2, 3x3 by 2x2)")]
    [InlineData(256, 28, 256, "F(2x2, 3x3 by 2x2)")]
    [InlineData(512, 14, 512, null)]
    [InlineData(16, 32, 32, null)]
    public void StridesHaveTheirOwnForm(int channels, int size, int filters, string? expected)
    {
        ConvPlan plan = Plan($"Network({channels}, {size}, {size}), Conv({channels}, 1), Conv({filters}, 3, Stride = 2, Padding = 1, Fit = Fit.Crop)");
        Assert.Equal(expected, plan.Winograd?.Title);
    }

    /// <summary>AlexNet's second layer, and one of GoogLeNet's with few channels.</summary>
    [Theory]
    [InlineData(64, 27, 192)]
    [InlineData(32, 14, 128)]
    public void FiltersOf5x5HaveTheirOwnForm(int channels, int size, int filters)
    {
        ConvPlan plan = Plan($"Network({channels}, {size}, {size}), Conv({channels}, 1), Conv({filters}, 5, Padding = 2)");
        Assert.Equal("F(2x2, 5x5)", plan.Winograd?.Title);
    }

    /// <summary>
    /// Few channels: transforms of rows alone. LeNet-5's layers, the first of which has vectors along its rows, a first layer for CIFAR, one whose input is a map of few channels.
    /// </summary>
    [Theory]
    [InlineData("Network(1, 28, 28), Conv(6, 5, Padding = 2)", "WinogradRows2")]
    [InlineData("Network(1, 28, 28), Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5)", "WinogradRows2")]
    [InlineData("Network(1, 28, 28), Conv(16, 5, Padding = 2)", "WinogradRows2")]
    [InlineData("Network(3, 32, 32), Conv(32, 3, Padding = 1)", "WinogradRows4")]
    [InlineData("Network(3, 32, 32), Conv(16, 3, Padding = 1)", "WinogradRows4")]
    [InlineData("Network(1, 28, 28), Conv(8, 3, Padding = 1)", "Direct")]
    [InlineData("Network(3, 12, 12), Conv(32, 3, Padding = 1)", "Direct")]
    [InlineData("Network(3, 32, 32), Conv(32, 3, Stride = 2, Padding = 1, Fit = Fit.Crop)", "Direct")]
    public void FewChannelsTransformRowsAlone(string network, string expected)
    {
        Assert.Equal(expected, Plan(network).Algorithm.ToString());
        Assert.Equal(ConvAlgorithm.Direct, Plan(network, Declarations.Precision.Strict).Algorithm);
    }

    /// <summary>Training keeps the sums, and the planes that the gradient of the weights reads.</summary>
    [Fact]
    public void TrainingDoesNotTransformRows() =>
        Assert.DoesNotContain(
            TrainingKernels("Network(1, 28, 28), Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5)", Declarations.Precision.Fast),
            static kernel => kernel.StartsWith("WinogradRow", StringComparison.Ordinal));

    /// <summary>A map that memory takes as long to store as its sums take.</summary>
    [Fact]
    public void TheFirstLayerOfALargeMapIsDirect() => Assert.Equal(ConvAlgorithm.Direct, Plan("Network(3, 224, 224), Conv(64, 3, Padding = 1)").Algorithm);

    /// <summary>Forward, data and weights of a layer in the middle; a first layer's data gradient is for those who ask for the input's.</summary>
    [Theory]
    [InlineData(64, 56)]
    [InlineData(256, 14)]
    [InlineData(512, 7)]
    public void TrainingHasItsOwnChoice(int channels, int size)
    {
        string network = $"Network(3, {size}, {size}), Conv({channels}, 1), Conv({channels}, 3, Padding = 1)";
        string[] fast = TrainingKernels(network, Declarations.Precision.Fast), strict = TrainingKernels(network, Declarations.Precision.Strict);
        Assert.Contains(nameof(WinogradWeightGradientKernel), fast);
        Assert.Contains(nameof(WinogradTransposedFilterKernel), fast);
        Assert.Contains(nameof(WinogradFilterKernel), fast);
        Assert.DoesNotContain(strict, static kernel => kernel.StartsWith("Winograd", StringComparison.Ordinal));
    }

    [Fact]
    public void StrictPrecisionIsDirect() =>
        Assert.Equal(ConvAlgorithm.Direct, Plan("Network(64, 56, 56), Conv(64, 1), Conv(64, 3, Padding = 1)", Declarations.Precision.Strict).Algorithm);

    /// <summary>Every 3x3 layer of these networks but the first and, in ResNet, the one with a stride that ends at 7x7.</summary>
    [Theory]
    [InlineData("Vgg16", 12)]
    [InlineData("ResNet18", 15)]
    [InlineData("ResNet50", 15)]
    public void NetworksUseIt(string network, int layers)
    {
        NetworkGraph graph = DeclaredNetworks.Graph(network);
        var plan = new LayerPlan(graph);
        Assert.Equal(layers, graph.Nodes.Count(node => node.Layer is Conv && plan.Convolution(node).Algorithm != ConvAlgorithm.Direct));
    }

    private static ConvPlan Plan(string layers, Declarations.Precision precision = Declarations.Precision.Fast)
    {
        NetworkGraph graph = DeclaredNetworks.Declared(layers);
        var plan = new LayerPlan(graph, precision);
        return plan.Convolution(graph.Nodes.Last(static node => node.Layer is Conv));
    }

    private static string[] TrainingKernels(string network, Declarations.Precision precision)
    {
        TrainingPlan plan = Planner.Plan(DeclaredNetworks.Declared(network), training: true, precision).Training!;
        var kernels = new List<string>();
        foreach (EquatableArray<StepGroup> groups in new[] { plan.Preparation.Steps, plan.Forward, plan.Backward })
        {
            foreach (StepGroup group in groups)
            {
                foreach (Step step in group.Steps)
                {
                    kernels.Add(step.Kernel.GetType().Name);
                }
            }
        }

        return [.. kernels];
    }
}
