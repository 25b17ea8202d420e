using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Tests;

/// <summary>Blocks of layers: parameters, repetition, names, blocks in blocks and from other assemblies.</summary>
public class BlockTests
{
    private const string BasicBlock = """
        using StaticNet;

        [Branch, Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
                 Conv(nameof(filters), 3, Padding = 1, Bias = false), BatchNorm]
        [Shortcut]
        [Add, Relu]
        public sealed class BasicBlockAttribute(int filters, int stride = 1) : BlockAttribute;
        """;

    private const string ResNet18 = """
        using StaticNet;

        [Network(3, 224, 224)]
        [Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop, Bias = false), BatchNorm, Relu]
        [MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)]
        [BasicBlock(64, Repeat = 2), BasicBlock(128, 2), BasicBlock(128), BasicBlock(256, 2), BasicBlock(256)]
        [BasicBlock(512, 2), BasicBlock(512), GlobalAvgPool, Dense(1000), Softmax]
        public partial class ResNet18;
        """;

    [Fact]
    public void ResNet18HasItsPublishedCounts()
    {
        NetworkGraph graph = Graph(BasicBlock, ResNet18);

        Assert.Equal(11_689_512, graph.Nodes.Sum(static node => node.Cost.Parameters));
        Assert.Equal(1.814, Math.Round(graph.Nodes.Sum(static node => node.Cost.MultiplyAdds) / 1e9, 3));
        Assert.Equal(3, graph.Nodes.Count(static node => node.Name.Contains("shortcut1.conv1")));
        Assert.Contains(graph.Nodes, static node => node.Name == "basicblock3.conv2");
    }

    [Fact]
    public void SizesAreExpressionsOverParameters() => Assert.Equal(
        ["block1.conv1 (3, 8, 8)", "block1.conv2 (12, 4, 4)", "block1.conv3 (5, 4, 4)"],
        Nodes(
            """
            [Conv(nameof(filters), nameof(kernel), Padding = $"({nameof(kernel)}-1)/2")]
            [Conv($"4 * {nameof(filters)}", 1, Stride = new object[] { 2, nameof(stride) }, Fit = Fit.Crop, Groups = nameof(filters))]
            [Conv($"-({nameof(filters)} - 2*4)", 1)]
            class BlockAttribute(int filters, int kernel, int stride = 2) : StaticNet.BlockAttribute;
            """,
            "Conv(3, 1), Block(3, 5)").Skip(1));

    [Fact]
    public void RepeatWritesTheUseSeveralTimesArgumentsIncluded() => Assert.Equal(
        ["down1.maxpool1 (3, 8, 8)", "down2.maxpool1 (3, 4, 4)", "down3.maxpool1 (3, 2, 2)"],
        Nodes("[MaxPool(2)] class DownAttribute : BlockAttribute;", "Down(Repeat = 3)", "3, 16, 16"));

    [Fact]
    public void BlocksAreUsedInBlocksWithParametersPassedOn() => Assert.Equal(
        [
            "stage1.unit1.conv1 (6, 4, 4)", "stage1.unit1.relu1 (6, 4, 4)",
            "stage1.unit2.conv1 (6, 4, 4)", "stage1.unit2.relu1 (6, 4, 4)",
            "stage1.unit3.conv1 (6, 4, 4)", "stage1.unit3.relu1 (6, 4, 4)",
            "stage2.unit1.conv1 (7, 2, 2)", "stage2.unit1.relu1 (7, 2, 2)",
        ],
        Nodes(
            """
            [Conv(nameof(filters), 1, Stride = nameof(stride), Fit = Fit.Crop), Relu]
            class UnitAttribute(int filters, int stride = 1) : BlockAttribute;
            [Use<UnitAttribute>(nameof(filters), 2)]
            [Use<UnitAttribute>(nameof(filters), Repeat = $"{nameof(units)}-1")]
            class StageAttribute(int filters, int units) : BlockAttribute;
            """,
            "Stage(6, 3), Stage(7, 1)"));

    [Fact]
    public void ParametersMayBeOfOtherTypes() => Assert.Equal(
        ["unit1.conv1 (2, 8, 8)"],
        Nodes(
            "[Conv(nameof(filters), nameof(kernel), Padding = nameof(padding))] class UnitAttribute(object filters, object kernel, object padding) : BlockAttribute;",
            "Unit(2, new[] { 1, 4 }, Pad.Same)"));

    [Fact]
    public void FlagsAndChoicesMayBeParameters() => Assert.Equal(
        ["unit1.conv1 (2, 4, 4)", "unit1.relu1 (2, 4, 4)", "unit2.conv1 (2, 1, 1)", "unit2.relu1 (2, 1, 1)"],
        Nodes(Switched, "Unit(Fit.Pad, false), Unit"));

    [Fact]
    public void FlagsAndChoicesArePassedOn() => Assert.Equal(
        ["stage1.unit1.conv1 (2, 4, 4)", "stage1.unit1.relu1 (2, 4, 4)", "stage1.unit2.conv1 (2, 1, 1)", "stage1.unit2.relu1 (2, 1, 1)"],
        Nodes(
            Switched + """
            [Use<UnitAttribute>(nameof(fit), nameof(bias)), Use<UnitAttribute>(Fit.Crop, false)]
            class StageAttribute(Fit fit, bool bias) : BlockAttribute;
            """,
            "Stage(Fit.Pad, true)"));

    [Theory]
    [InlineData("Unit(Fit.Pad, false)", 3 * 9 * 2)]
    [InlineData("Unit(Fit.Pad)", (3 * 9 * 2) + 2)]
    public void AFlagDecidesAboutTheBias(string use, long parameters) => Assert.Equal(
        parameters,
        Harness.Analyze($"using StaticNet; {Switched} [Network(3, 8, 8), {use}] partial class Net;").Graph!.Nodes.Sum(static node => node.Cost.Parameters));

    private const string Switched =
        "[Conv(2, 3, Stride = 2, Fit = nameof(fit), Bias = nameof(bias)), Relu] class UnitAttribute(Fit fit = Fit.Crop, bool bias = true) : BlockAttribute;";

    [Fact]
    public void NamesAreLocalToTheUse() => Assert.Equal(
        [
            "first.a (3, 8, 8)", "first.relu1 (3, 8, 8)", "first.concat1 (6, 8, 8)",
            "unit2.a (6, 8, 8)", "unit2.relu1 (6, 8, 8)", "unit2.concat1 (12, 8, 8)",
            "concat1 (18, 8, 8)",
        ],
        Nodes(
            "[Tanh(As = \"a\"), Relu, Concat(\"a\")] class UnitAttribute : BlockAttribute;",
            "Unit(As = \"first\"), Unit, Concat(\"first\")"));

    [Fact]
    public void ARepeatedNameNamesTheLast() => Assert.Equal(
        ["down1.maxpool1 (3, 4, 4)", "down2.maxpool1 (3, 2, 2)", "conv1 (3, 2, 2)", "add1 (3, 2, 2)"],
        Nodes("[MaxPool(2)] class HalfAttribute : BlockAttribute;", "Half(As = \"down\", Repeat = 2), Conv(3, 1), Add(\"down\")"));

    [Fact]
    public void ABlockMayComeFromAnotherAssembly()
    {
        CSharpCompilation library = Harness.Compilation(BasicBlock);
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        CSharpCompilation compilation = Harness.Compilation(ResNet18)
            .AddReferences(MetadataReference.CreateFromImage(image.ToArray()));

        Assert.Empty(Harness.Diagnose(compilation));

        NetworkReading reading = DeclarationReader.Read(compilation.GetTypeByMetadataName("ResNet18")!, CancellationToken.None)!;
        Assert.Equal(Graph(BasicBlock, ResNet18), NetworkAnalysis.Of(reading).Graph);
    }

    [Theory]
    [InlineData("[Conv(nameof(n), 3)] class UnitAttribute(int n) : BlockAttribute;", "Unit(0)",
        "SN0005: Net > Unit(0) > Conv: filters must be at least 1, not 0")]
    [InlineData("[Conv(4, nameof(n))] class UnitAttribute(int n) : BlockAttribute;", "Unit(9)",
        "SN0102: Net > Unit(9) > Conv 9x9 is larger than its padded input: F = 9 > W+2P = 8+2*0 = 8. Padding = 1 gives 2; kernel = 8 gives 1.")]
    [InlineData("[Use<InnerAttribute>(1), Relu] class UnitAttribute : BlockAttribute; [Flatten, MaxPool(nameof(n))] class InnerAttribute(int n) : BlockAttribute;", "Unit, Unit",
        "SN0116: Net > Unit() > Inner(1) > MaxPool takes a map and gets (192); a window slides over positions, and a vector has none")]
    [InlineData("[Use<InnerAttribute>(1, 2)] class UnitAttribute : BlockAttribute; [MaxPool(nameof(n))] class InnerAttribute(int n = 3) : BlockAttribute;", "Unit, Unit",
        "SN0005: Net > Unit() > Inner: it takes (int n = 3), not 2 arguments")]
    [InlineData("[Use<InnerAttribute>(1.5)] class UnitAttribute : BlockAttribute; [MaxPool(nameof(n))] class InnerAttribute(int n) : BlockAttribute;", "Unit",
        "SN0005: Net > Unit() > Inner: n must be an int, not the double 1.5")]
    [InlineData("[Unit(1), Conv(nameof(n), 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(2)",
        "SN0113: Net > Unit(2) > Unit contains itself: Unit > Unit")]
    [InlineData("[B] class AAttribute : BlockAttribute; [C] class BAttribute : BlockAttribute; [A] class CAttribute : BlockAttribute;", "A",
        "SN0113: Net > A() > B() > C() > A contains itself: A > B > C > A")]
    [InlineData("[Conv($\"{nameof(n)}/2\", 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(7)",
        "SN0114: Net > Unit(7) > Conv: filters = \"n/2\" has the division 7/2 = 3.5 in it, which is not whole")]
    [InlineData("[Conv(\"m\", 1), Conv(nameof(n), 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(7)",
        "SN0114: Net > Unit(7) > Conv: filters = \"m\" has 'm' in it, which is no parameter of the block with a whole number as its value")]
    [InlineData("[Conv(\"2*(n\", 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(7)",
        "SN0114: Net > Unit(7) > Conv: filters = \"2*(n\" ends where a closing parenthesis belongs")]
    [InlineData("[Conv(\"n n\", 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(7)",
        "SN0114: Net > Unit(7) > Conv: filters = \"n n\" has 'n' where an operator belongs")]
    [InlineData("[Conv(\"n*n*n*n*n*n*n\", 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(2147483647)",
        "SN0114: Net > Unit(2147483647) > Conv: filters = \"n*n*n*n*n*n*n\" is no int")]
    [InlineData("[Conv(\"n/(n-n)\", 1)] class UnitAttribute(int n) : BlockAttribute;", "Unit(3)",
        "SN0114: Net > Unit(3) > Conv: filters = \"n/(n-n)\" divides by 0")]
    [InlineData("[Branch, Relu] class UnitAttribute : BlockAttribute;", "Unit, Add",
        "SN0115: Net > Unit() > Branch: no Add, Concat or Multiply joins it with its siblings")]
    [InlineData("[Relu] class UnitAttribute : BlockAttribute;", "Unit(Repeat = 0)", "SN0005: Unit: Repeat must be at least 1, not 0")]
    [InlineData("[Relu] class UnitAttribute : BlockAttribute;", "Unit(Repeat = int.MaxValue)", "SN0006: Net is too large: it has too many layers, and the most is 20000")]
    [InlineData("class UnitAttribute : BlockAttribute;", "Unit", "SN0003: Net > Unit() > 'UnitAttribute' declares a block without layers; add at least one, such as [Dense(10), Softmax]")]
    [InlineData("[Relu(As = \"a\"), Tanh(As = \"a\")] class UnitAttribute : BlockAttribute;", "Unit, Unit",
        "SN0111: Net > Unit() > A layer named 'a' stands before this one; names are kind and ordinal (conv1) or As, and differ in more than case and underscores")]
    [InlineData("[Relu(As = \"a\")] class UnitAttribute : BlockAttribute;", "Unit, Add(\"a\")",
        "SN0112: Net > Unit() > Relu: nothing refers to the name 'a'; remove As, or use it in From, Add, Concat, Multiply or Output",
        "SN0110: Add: no value before it is called 'a'; As on the layer that makes it gives it one")]
    public void AnErrorInsideNamesTheUse(string blocks, string layers, params string[] messages)
    {
        string source = Source(blocks, layers, "3, 8, 8");
        Diagnostic[] diagnostics = [.. Harness.Diagnose(source)];
        Assert.Equal(messages, diagnostics.Select(static diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage()}"));
        Assert.All(diagnostics, diagnostic => Assert.True(diagnostic.Location.SourceSpan.Start > source.IndexOf("[Network", StringComparison.Ordinal)));
    }

    /// <summary>What is far too large is refused before any of it is written out, also where blocks repeat within each other.</summary>
    [Theory]
    [InlineData("Unit(Repeat = 65536)")]
    [InlineData("Outer(Repeat = 300)")]
    public void TooManyLayersAreNotWrittenOut(string use)
    {
        NetworkReading reading = Harness.Analyze(Source(
            "[Conv(4, 1)] class UnitAttribute : BlockAttribute; [Unit(Repeat = 300)] class OuterAttribute : BlockAttribute;", use, "3, 8, 8")).Reading;
        Assert.Equal(DiagnosticIds.TooLarge, Assert.Single(reading.Findings).Id);
        Assert.Empty(reading.Parameters);
    }

    [Fact]
    public async Task AParameterThatNoLayerUsesIsOurWarningAndNotTheCompilers()
    {
        CSharpCompilation compilation = Harness.Compilation(
            "using StaticNet; [Conv(nameof(filters), 1)] public sealed class UnitAttribute(int filters, int stride = 1) : BlockAttribute;");
        Assert.Equal(["CS9113", "CS9113"], compilation.GetDiagnostics().Select(static diagnostic => diagnostic.Id));

        Diagnostic[] diagnostics =
        [
            .. await compilation.WithAnalyzers([new StaticNetAnalyzer(), new BlockParameterSuppressor()]).GetAllDiagnosticsAsync(),
        ];

        Assert.Equal(["SN0119"], diagnostics.Where(static diagnostic => !diagnostic.IsSuppressed).Select(static diagnostic => diagnostic.Id));
        Assert.Contains("'stride'", diagnostics.Single(static diagnostic => diagnostic.Id == "SN0119").GetMessage());
    }

    [Fact]
    public void TheNetworkCompilesAndItsParametersHaveTheirPaths()
    {
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile("""
            using StaticNet;
            [Branch, Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop), Relu, Conv(nameof(filters), 3, Padding = 1)]
            [Shortcut(Projection = Projection.ZeroPadded)]
            [Add, Relu]
            public sealed class BasicBlockAttribute(int filters, int stride = 1) : BlockAttribute;
            [Network(3, 9, 9), Conv(5, 3), BasicBlock(5), BasicBlock(8, 2, As = "last"), GlobalAvgPool, Dense(3), Softmax]
            public partial class Net;
            """);
        Assert.Null(result.Results[0].Exception);
        Assert.Empty(output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        INamedTypeSymbol network = output.GetTypeByMetadataName("Net")!;
        Assert.All(
            ["Conv1Weight", "Basicblock1Conv2Weight", "LastConv1Bias", "Dense1Weight"],
            name => Assert.Single(network.GetMembers(name)));
    }

    private static string[] Nodes(string blocks, string layers, string input = "3, 8, 8")
    {
        NetworkAnalysis analysis = Analyze(Source(blocks, layers, input));
        Assert.DoesNotContain(analysis.Findings, Descriptors.IsError);
        return [.. analysis.Graph!.Nodes.Skip(1).Select(static node => $"{node.Name} {node.Output}")];
    }

    private static string Source(string blocks, string layers, string input) =>
        $"using StaticNet;\n{blocks}\n[Network({input}), {layers}] partial class Net;";

    private static NetworkGraph Graph(params string[] sources)
    {
        NetworkAnalysis analysis = Analyze(sources);
        Assert.Empty(analysis.Findings);
        return analysis.Graph!;
    }

    private static NetworkAnalysis Analyze(params string[] sources)
    {
        CSharpCompilation compilation = Harness.Compilation(sources);
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        INamedTypeSymbol network = compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>()
            .Single(static type => type.GetAttributes().Any(static attribute => attribute.AttributeClass!.Name == "NetworkAttribute"));
        return NetworkAnalysis.Of(DeclarationReader.Read(network, CancellationToken.None)!);
    }
}
