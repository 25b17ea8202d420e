using System.Text.Json;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>
/// Parameters and multiply-adds of the declared architectures against what their papers and torchvision state. Multiply-adds are those of
/// convolutions and dense layers alone, as the papers count their "FLOPs"; parameters are the trained ones, biases and the two of
/// every normalised channel included, running averages not.
/// </summary>
public class PublishedNumbersTests
{
    [Theory]
    [InlineData("AlexNet", 62_378_344)]
    [InlineData("AlexNetInTwoGroups", 60_965_224)]
    [InlineData("AlexNetTorchvision", 61_100_840)]
    [InlineData("ZFNet", 62_357_608)]
    [InlineData("Vgg11", 132_863_336)]
    [InlineData("Vgg13", 133_047_848)]
    [InlineData("Vgg16WithOnes", 133_638_952)]
    [InlineData("Vgg16", 138_357_544)]
    [InlineData("Vgg19", 143_667_240)]
    [InlineData("Vgg11Norm", 132_868_840)]
    [InlineData("Vgg13Norm", 133_053_736)]
    [InlineData("Vgg16Norm", 138_365_992)]
    [InlineData("Vgg19Norm", 143_678_248)]
    [InlineData("GoogLeNetTorchvision", 13_004_888)]
    [InlineData("ResNet18", 11_689_512)]
    [InlineData("ResNet34", 21_797_672)]
    [InlineData("ResNet50", 25_557_032)]
    [InlineData("ResNet101", 44_549_160)]
    [InlineData("ResNet152", 60_192_808)]
    [InlineData("ResNet50AsPublished", 25_557_032)]
    [InlineData("ResNet101AsPublished", 44_549_160)]
    [InlineData("ResNet152AsPublished", 60_192_808)]
    [InlineData("CifarPlain20", 269_722)]
    [InlineData("CifarPlain56", 853_018)]
    [InlineData("CifarResNet20", 269_722)]
    [InlineData("CifarResNet56", 853_018)]
    [InlineData("CifarCnn", 814_122)]
    [InlineData("SqueezeNet10", 1_248_424)]
    [InlineData("SqueezeNet11", 1_235_496)]
    [InlineData("MobileNetV2", 3_504_872)]
    [InlineData("DenseNet121", 7_978_856)]
    public void Parameters(string network, long parameters) =>
        Assert.Equal(parameters, DeclaredNetworks.Graph(network).Parameters());

    /// <summary>In 10^9. With the stride on the 1x1 they are the 3.8, 7.6 and 11.3 of the paper and the lectures, which cut off.</summary>
    [Theory]
    [InlineData("ResNet18", 1.814)]
    [InlineData("ResNet34", 3.664)]
    [InlineData("ResNet50", 4.089)]
    [InlineData("ResNet101", 7.801)]
    [InlineData("ResNet152", 11.514)]
    [InlineData("ResNet50AsPublished", 3.858)]
    [InlineData("ResNet101AsPublished", 7.570)]
    [InlineData("ResNet152AsPublished", 11.282)]
    public void MultiplyAdds(string network, double billions) =>
        Assert.Equal(billions, Math.Round(DeclaredNetworks.Graph(network).MultiplyAdds() / 1e9, 3));

    /// <summary>Torchvision counts without the two heads, which only training needs.</summary>
    [Fact]
    public void HeadsOfGoogLeNetAreForTrainingOnly()
    {
        NetworkGraph graph = DeclaredNetworks.Graph("GoogLeNetTorchvision");
        Assert.Equal(6_624_904, graph.Predicted().Sum(static node => node.Cost.Parameters));
        Assert.Equal(["output", "aux1", "aux2"], graph.Outputs.Select(static output => output.Name));
        Assert.All(graph.Outputs.Skip(1), static output => Assert.Equal((true, 0.3f), (output.TrainingOnly, output.LossWeight)));
    }

    [TorchvisionFact]
    public void AllTotalsOfTorchvision()
    {
        (string Torchvision, string Declared)[] pairs =
        [
            ("alexnet", "AlexNetTorchvision"), ("vgg11", "Vgg11"), ("vgg13", "Vgg13"), ("vgg16", "Vgg16"), ("vgg19", "Vgg19"),
            ("vgg11_bn", "Vgg11Norm"), ("vgg16_bn", "Vgg16Norm"), ("googlenet", "GoogLeNetTorchvision"), ("googlenet_with_aux", "GoogLeNetTorchvision"),
            ("resnet18", "ResNet18"), ("resnet34", "ResNet34"), ("resnet50", "ResNet50"), ("resnet101", "ResNet101"), ("resnet152", "ResNet152"),
            ("squeezenet1_0", "SqueezeNet10"), ("squeezenet1_1", "SqueezeNet11"),
        ];
        using JsonDocument totals = JsonDocument.Parse(File.ReadAllText(TorchvisionFactAttribute.File));
        Assert.Equal(
            totals.RootElement.EnumerateObject().Select(static total => total.Name).Order(StringComparer.Ordinal),
            pairs.Select(static pair => pair.Torchvision).Order(StringComparer.Ordinal));
        foreach ((string torchvision, string declared) in pairs)
        {
            JsonElement total = totals.RootElement.GetProperty(torchvision);
            NetworkGraph graph = DeclaredNetworks.Graph(declared);
            Node[] counted = [.. torchvision == "googlenet_with_aux" ? graph.Nodes : graph.Predicted()];
            Assert.Equal((torchvision, total.GetProperty("params").GetInt64()), (torchvision, counted.Sum(static node => node.Cost.Parameters)));
            if (total.TryGetProperty("conv", out JsonElement convolutions))
            {
                Assert.Equal((torchvision, convolutions.GetInt32()), (torchvision, counted.Count(static node => node.Layer is Layers.Conv)));
                Assert.Equal((torchvision, total.GetProperty("linear").GetInt32()), (torchvision, counted.Count(static node => node.Layer is Layers.Dense)));
            }
        }
    }
}

/// <summary>A test on the totals that torchvision states, skipped where the file is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchvisionFactAttribute : FactAttribute
{
    /// <summary>Skips the test, saying what is missing.</summary>
    public TorchvisionFactAttribute() => Skip = System.IO.File.Exists(File) ? null : $"{File} is not there";

    /// <summary>Totals by torchvision's names.</summary>
    public static string File => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "torchvision_parameter_counts.json"));
}
