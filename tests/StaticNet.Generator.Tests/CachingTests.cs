using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
