using StaticNet.Generator.Graph;

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
            analysis.Graph!.Nodes.Select(Describe));
    }

    private static string Describe(Node node) =>
        $"{node.Name} {node.Output} {node.Cost.Parameters} parameters, {node.Cost.MultiplyAdds} multiply-adds, sees {node.ReceptiveField}";
}
