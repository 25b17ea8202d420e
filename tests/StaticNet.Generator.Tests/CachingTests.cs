using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Measurement;

namespace StaticNet.Generator.Tests;

/// <summary>
/// What an edit costs: the declaration is read again, and everything after it is taken from the cache unless it
/// changed.
/// </summary>
public class CachingTests
{
    private const string Elsewhere = "class Elsewhere { int one = 1; }";

    [Theory]
    [InlineData(Harness.LeNet5)]
    [InlineData("using StaticNet; [Network(1, 7, 7), MaxPool(2)] partial class Bad;")]
    public void AnUnrelatedEditFindsTheDeclarationUnchangedAndTheRestCached(string network)
    {
        CSharpCompilation before = Harness.Compilation(network, Elsewhere);
        CSharpCompilation after = Edit(before, 1, "class Elsewhere { int two = 2; void More() { } }");

        GeneratorRunResult result = RunTwice(before, after);

        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, StaticNetGenerator.TrackingNames.Declaration));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(result, StaticNetGenerator.TrackingNames.Graph));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(result, StaticNetGenerator.TrackingNames.Files));
        Assert.NotEmpty(result.TrackedOutputSteps);
        Assert.All(
            result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static step => step.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void AnEditInFrontOfTheNetworkMovesItAndChangesNothing()
    {
        CSharpCompilation before = Harness.Compilation(Harness.LeNet5);
        CSharpCompilation after = Edit(before, 0, "// A comment that moves every line.\n\n" + Harness.LeNet5);

        GeneratorRunResult result = RunTwice(before, after);

        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, StaticNetGenerator.TrackingNames.Declaration));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(result, StaticNetGenerator.TrackingNames.Files));
    }

    [Fact]
    public void AnEditOfOneNetworkLeavesTheOtherCached()
    {
        string other = Harness.LeNet5.Replace("LeNet5", "Other");
        CSharpCompilation before = Harness.Compilation(Harness.LeNet5, other);
        CSharpCompilation after = Edit(before, 1, other.Replace("Conv(16, 5)", "Conv(17, 5)"));

        GeneratorRunResult result = RunTwice(before, after);

        Assert.Equal(
            [IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified],
            Reasons(result, StaticNetGenerator.TrackingNames.Declaration));
        Assert.Equal(
            [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified],
            Reasons(result, StaticNetGenerator.TrackingNames.Graph));
    }

    private const string Blocks = """
        using StaticNet;

        [Branch, Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop), Relu, Conv(nameof(filters), 3, Padding = 1)]
        [Shortcut(Projection = Projection.ZeroPadded), Add, Relu]
        public class ResidualAttribute(int filters, int stride = 1) : BlockAttribute;
        """;

    private const string Residual = "using StaticNet; [Network(3, 9, 9), Residual(4), Residual(6, 2, Repeat = 2), Dense(3)] partial class Net;";

    [Fact]
    public void ANetworkOfBlocksIsCachedToo()
    {
        CSharpCompilation before = Harness.Compilation(Residual, Blocks, Elsewhere);

        GeneratorRunResult result = RunTwice(before, Edit(before, 2, "class Elsewhere { int two = 2; }"));

        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, StaticNetGenerator.TrackingNames.Declaration));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(result, StaticNetGenerator.TrackingNames.Files));
    }

    [Fact]
    public void AnEditOfABlockChangesTheNetworksOfIt()
    {
        CSharpCompilation before = Harness.Compilation(Residual, Blocks);

        GeneratorRunResult result = RunTwice(before, Edit(before, 1, Blocks.Replace("Add, Relu", "Add, Tanh")));

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, StaticNetGenerator.TrackingNames.Declaration));
    }

    /// <summary>
    /// What typing elsewhere costs a project with ResNet-152: its 50 blocks are read anew, each definition once for its arguments. The
    /// figure is 5 ms for an optimised generator on a quiet machine; here the bound only tells a regression,
    /// such as reading each of the 50, from a debug build on a busy one.
    /// </summary>
    [Fact]
    public void ReadingResNet152IsQuick()
    {
        const string blocks = """
            using StaticNet;

            [Branch, Conv(nameof(filters), 1, Bias = false), BatchNorm, Relu,
                     Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
                     Conv($"4*{nameof(filters)}", 1, Bias = false), BatchNorm]
            [Shortcut, Add, Relu]
            public class BottleneckAttribute(int filters, int stride = 1) : BlockAttribute;

            [Network(3, 224, 224)]
            [Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop, Bias = false), BatchNorm, Relu, MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop)]
            [Bottleneck(64, Repeat = 3), Bottleneck(128, 2), Bottleneck(128, Repeat = 7), Bottleneck(256, 2), Bottleneck(256, Repeat = 35)]
            [Bottleneck(512, 2), Bottleneck(512, Repeat = 2), GlobalAvgPool, Dense(1000), Softmax]
            public partial class ResNet152;
            """;
        CSharpCompilation compilation = Harness.Compilation(blocks, Elsewhere);
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int i = 0; i < 50; i++)
        {
            compilation = Edit(compilation, 1, $"class Elsewhere {{ int edit = {i}; }}");
            INamedTypeSymbol type = compilation.GetTypeByMetadataName("ResNet152")!;
            ThreadClock clock = ThreadClock.Start();
            Declarations.NetworkReading reading = Declarations.DeclarationReader.Read(type, CancellationToken.None)!;
            TimeSpan time = clock.ProcessorTime;
            shortest = time < shortest ? time : shortest;
            Assert.NotNull(reading.Declaration);
        }

        Assert.True(shortest < TimeSpan.FromMilliseconds(40), $"{shortest.TotalMilliseconds:0.0} ms");
    }

    /// <summary>
    /// A symbol, a node or a location in a cached value would keep whole compilations alive and compare by reference.
    /// </summary>
    [Fact]
    public void TheModelHoldsValuesOnly()
    {
        CSharpCompilation compilation = Harness.Compilation(Harness.LeNet5, "using StaticNet; [Network(1, 7, 7), MaxPool(2)] partial class Bad;");
        GeneratorRunResult result = RunTwice(compilation, compilation);

        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string name in StaticNetGenerator.TrackingNames.All)
        {
            foreach ((object value, _) in result.TrackedSteps[name].SelectMany(static step => step.Outputs))
            {
                AssertIsValue(value, visited);
            }
        }
    }

    private static void AssertIsValue(object? value, HashSet<object> visited)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !visited.Add(value))
        {
            return;
        }

        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or SemanticModel or Diagnostic or AttributeData,
            $"{value.GetType()} in the model");
        if (value is System.Collections.IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertIsValue(item, visited);
            }

            return;
        }

        const System.Reflection.BindingFlags fields =
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
        foreach (System.Reflection.FieldInfo field in value.GetType().GetFields(fields))
        {
            AssertIsValue(field.GetValue(value), visited);
        }
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, int file, string text)
    {
        SyntaxTree tree = compilation.SyntaxTrees[file];
        return compilation.ReplaceSyntaxTree(
            tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath));
    }

    private static GeneratorRunResult RunTwice(CSharpCompilation before, CSharpCompilation after) =>
        CSharpGeneratorDriver
            .Create(
                [new StaticNetGenerator().AsSourceGenerator()],
                parseOptions: (CSharpParseOptions)before.SyntaxTrees[0].Options,
                driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGenerators(before)
            .RunGenerators(after)
            .GetRunResult().Results.Single();

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(static tracked => tracked.Outputs).Select(static output => output.Reason)];
}
