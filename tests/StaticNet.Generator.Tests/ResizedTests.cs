using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StaticNet.Generator.Tests;

/// <summary>Networks with the layers and weights of another one, over inputs of another size.</summary>
public class ResizedTests
{
    private const string Small = """
        using StaticNet;
        [Conv(nameof(n), 3, Padding = 1), Relu] public class UnitAttribute(int n) : BlockAttribute;
        [Network(3, 16, 16), Unit(5), MaxPool(2), Shape(5, 8, 8), Flatten, Dropout, Dense(7), Relu, Dense(4)] public partial class Small;
        [Network(3, 16, 16), Unit(5), GlobalAvgPool, Dense(4)] public partial class Pooled;

        """;

    [Theory]
    [InlineData("[Network<Pooled>(3, 20, 24)] partial class Net;", "unit1.conv1 (5, 20, 24), unit1.relu1 (5, 20, 24), globalavgpool1 (5), dense1 (4)")]
    [InlineData("[Network<Small>(3, 16, 16)] partial class Net;",
        "unit1.conv1 (5, 16, 16), unit1.relu1 (5, 16, 16), maxpool1 (5, 8, 8), flatten1 (320), dropout1 (320), dense1 (7), relu1 (7), dense2 (4)")]
    [InlineData("[Network<Small>(3, 20, 24, DenseAsConv = true)] partial class Net;",
        "unit1.conv1 (5, 20, 24), unit1.relu1 (5, 20, 24), maxpool1 (5, 10, 12), dropout1 (5, 10, 12), dense1 (7, 3, 5), relu1 (7, 3, 5), dense2 (4, 3, 5)")]
    public void TheLayersAreTheOthers(string declaration, string nodes)
    {
        NetworkAnalysis analysis = Analyze(declaration);
        Assert.Empty(analysis.Findings);
        Assert.Equal(nodes, string.Join(", ", analysis.Graph!.Nodes.Skip(1).Select(static node => $"{node.Name} {node.Output}")));
        Assert.False(analysis.Reading.Declaration!.Training);
    }

    [Theory]
    [InlineData("[[|Network<Small>(3, 20, 24)|]] partial class Net;",
        "SN0201: 'Net' cannot have the weights of 'Small': dense1 has 4207 of them on (600), and 2247 there on (320). DenseAsConv = true makes it slide.")]
    [InlineData("[[|Network<Small>(3, 5, 5, DenseAsConv = true)|]] partial class Net;",
        "SN0101: Net > Small > MaxPool 2x2 does not fit: (W-F+2P)/S+1 = (5-2+2*0)/2+1 = 2.5 is not a whole number. Stride = 1 gives 4; Fit = Fit.Crop gives 2; Fit = Fit.Pad gives 3.")]
    [InlineData("[[|Network<Small>(1, 16, 16)|]] partial class Net;",
        "SN0201: 'Net' cannot have the weights of 'Small': its inputs are (3, 16, 16), which differs from (1, 16, 16) in more than spatial sizes")]
    [InlineData("[[|Network<Small>(3, 16, 16)|], Relu] partial class Net;",
        "SN0201: 'Net' cannot have the weights of 'Small': it has layers of its own beside those of Small")]
    [InlineData("[[|Network<Other>(3, 16, 16)|]] partial class Net; class Other;",
        "SN0201: 'Net' cannot have the weights of 'Other': that class declares no network with layers of its own")]
    [InlineData("[Network<Pooled>([|3, 0|], 16)] partial class Net;", "SN0004: Network(3, 0, 16) is not the shape of an input: 0 is not a size, which is at least 1")]
    [InlineData("[Network<Pooled>(3, 16, 16)] partial class [|Net|] { public Net() { } }",
        "SN0009: 'Net' cannot hold a network: it has a constructor, and is to be made from a network of Pooled")]
    [InlineData("[Network(3, 16, 16, [|Unroll = (Unroll)5|]), Relu] partial class Net;", "SN0005: Network: Unroll must be Unroll.Tiles or Unroll.Full, not 5")]
    public void WhatDoesNotGo(string declaration, string message)
    {
        Diagnostic diagnostic = Assert.Single(Harness.Diagnose(Small + Markup.Parse(declaration).Source));
        Assert.Equal(message, $"{diagnostic.Id}: {diagnostic.GetMessage()}");
    }

    [Fact]
    public void TheOptionsOfANetworkAreRead()
    {
        Declarations.NetworkDeclaration declaration = Analyze("[Network(3, 16, 16, Training = false, Unroll = Unroll.Full), Relu] partial class Net;").Reading.Declaration!;
        Assert.Equal((false, Declarations.Unroll.Full), (declaration.Training, declaration.Unroll));
        Assert.True(Analyze("[Network(3, 16, 16), Relu] partial class Net;").Reading.Declaration!.Training);
    }

    [Fact]
    public void TheGeneratedClassIsMadeFromTheOther()
    {
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile(
            Small + "[Network<Small>(3, 20, 24, DenseAsConv = true)] partial class Net; static class Use { public static float[] Of(Small small, float[] x) => new Net(small).Predict(x); }");
        Assert.Null(result.Results[0].Exception);
        Assert.Empty(output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>
    /// Over a larger input the classifier slides: at every place it says what the other says of the part of the picture there, also after
    /// the other's weights have changed.
    /// </summary>
    [Fact]
    public void AConvertedClassifierSlides()
    {
        (Compilation output, _) = Harness.Compile("""
            using StaticNet;
            [Network(3, 10, 10), Conv(5, 3), Relu, MaxPool(2), Flatten, Dense(7), Relu, Dense(4)] public partial class Small;
            [Network<Small>(3, 14, 12, DenseAsConv = true)] public partial class Large;
            """);
        using var image = new MemoryStream();
        Assert.True(output.Emit(image).Success);
        System.Reflection.Assembly assembly = System.Reflection.Assembly.Load(image.ToArray());
        var small = (INetwork)Activator.CreateInstance(assembly.GetType("Small")!, 5)!;
        var large = (IPredictor)Activator.CreateInstance(assembly.GetType("Large")!, small)!;
        var random = new Random(1);
        for (int seed = 0; seed < 2; seed++)
        {
            small.Weights.Initialize(seed);
            float[] picture = [.. Enumerable.Range(0, 3 * 14 * 12).Select(_ => random.NextSingle() - 0.5f)];
            float[] classes = new float[4 * 3 * 2];
            large.Predict(picture, classes, large.CreateWorkspace());
            for (int y = 0; y < 3; y++)
            {
                for (int x = 0; x < 2; x++)
                {
                    float[] part =
                    [
                        .. from c in Enumerable.Range(0, 3)
                           from i in Enumerable.Range(2 * y, 10)
                           from j in Enumerable.Range(2 * x, 10)
                           select picture[(((c * 14) + i) * 12) + j],
                    ];
                    float[] expected = new float[4];
                    small.Predict(part, expected, small.CreateWorkspace());
                    Assert.All(expected, (value, k) => Assert.Equal(value, classes[(((k * 3) + y) * 2) + x], 1e-5f));
                }
            }
        }
    }

    private static NetworkAnalysis Analyze(string declaration)
    {
        CSharpCompilation compilation = Harness.Compilation(Small + declaration);
        return NetworkAnalysis.Of(Declarations.DeclarationReader.Read(compilation.GetTypeByMetadataName("Net")!, CancellationToken.None)!);
    }
}
