using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StaticNet.Generator.Tests;

/// <summary>What the generator writes compiles, wherever the class stands and however wrong its network is.</summary>
public class GeneratorTests
{
    private const string Bad = "[global::StaticNet.Network(1, 7, 7), global::StaticNet.MaxPool(2), global::StaticNet.Dense(3)]";
    private const string Good = "[global::StaticNet.Network(1, 2, 2), global::StaticNet.Dense(3)]";

    /// <summary>
    /// Places for a class; {0} stands for the attributes, {1} for a name of the class that hint names must survive.
    /// </summary>
    public static TheoryData<string> Places =>
    [
        "{0} partial class Net;",
        "namespace A.B; {0} internal sealed partial class Net;",
        "namespace @new.@class { {0} public partial class @record; }",
        "partial class Outer { public partial struct Middle { partial interface IInner { {0} private partial class Net; } } }",
        "partial class Outer<T, @in> where T : class { partial record Inner<U>(U Value) { {0} protected partial class Net; } }",
        "partial interface I<T, U> { {0} partial class Net; }",
        "partial record struct Outer { {0} internal partial class Net; }",
        "{0} partial record Net;",
        "{0} sealed partial record Net(int Extra);",
        "{0} partial class Net<T> where T : struct;",
        "{0} partial class Net { public Net(string name) { } }",
        "{0} partial class Net(int extra) { public int Extra => extra; }",
        "class Base { protected Base() { } } {0} partial class Net : Base;",
        "class Base { public virtual void Load(string path) { } public int InputLength; } {0} partial class Net : Base;",
        "{0} partial class Net { public float Predict(string path) => 0; public void Load<T>(string path) { } static Net() { } }",
        "{0} partial class Net; {0} partial class net; namespace N { {0} partial class Net; } namespace n { {0} partial class Net; }",
        "{0} partial class Net; partial class Outer { {0} public partial class Net; } partial class Outer<T> { {0} public partial class Net; }",
        "namespace Taken { class Fit; class StaticNet; class Network; class Conv; namespace Generator { {0} partial class Net; } }",
    ];

    [Theory]
    [MemberData(nameof(Places))]
    public void AStubCompilesInEveryPlace(string place) => AssertCompiles(place.Replace("{0}", Bad), "SN0101");

    [Theory]
    [MemberData(nameof(Places))]
    public void ANetworkCompilesInEveryPlace(string place) => AssertCompiles(place.Replace("{0}", Good), id: null);

    [Fact]
    public void AStubOffersEveryMemberOfTheNetwork()
    {
        const string layers = "[StaticNet.Conv(3, 3), StaticNet.Dense(4, Bias = false, As = \"last_step\")]";
        string[] network = Members($"[StaticNet.Network(1, 8, 8)] {layers} public partial class Net;");
        string[] stub = Members($"[StaticNet.Network(1, 8, 8)] {layers} [StaticNet.Softmax, StaticNet.Shape(1)] public partial class Net;");

        Assert.Contains(stub, static member => member.Contains("LastStepWeight"));
        Assert.Equal(string.Join("\n", network), string.Join("\n", stub));
    }

    /// <summary>InputLength is there already, so that it may not become the length of an output; the stub has it once.</summary>
    [Fact]
    public void AStubHasNoMemberForAnOutputWhoseNameIsTaken() => AssertCompiles(
        "[StaticNet.Network(1, 8, 8)] [StaticNet.Relu(As = \"input\"), StaticNet.Conv(3, 3), StaticNet.Output(\"input\")] public partial class Net;", "SN0005");

    /// <summary>Types of the user's own that have these names would hide what generated code means by them.</summary>
    [Fact]
    public void EveryNameThatGeneratedCodeUsesIsKnown()
    {
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile("""
            using StaticNet;
            [Network(3, 90, 90), Conv(16, 3, Padding = 1), LeakyRelu, MaxPool(3, Stride = 2, Fit = Fit.Crop), Conv(16, 3, Groups = 2), Conv(32, 3, Padding = 1, Groups = 16), Sigmoid]
            [Dropout, AvgPool(2), Tanh, Flatten, Dense(10), Relu, Softmax] partial class Net;

            [Network(3, 12, 12), LocalResponseNorm, Conv(8, 3), BatchNorm, PRelu, ConvTranspose(6, 3, Stride = 2), GroupNorm(2), Gelu, SpatialDropout, SumPool(2, Fit = Fit.Crop)]
            [Pad(1), LayerNorm, Crop(1), Upsample(2), Upsample(2, Mode = UpsampleMode.Bilinear), L2Pool(2), Conv(8, 1), InstanceNorm, PixelShuffle(2), Elu, LocallyConnected(4, 3, Stride = 3, Fit = Fit.Crop)]
            [Swish(As = "tap"), Output("tap"), GlobalMaxPool(As = "top"), From("tap"), GlobalAvgPool, Multiply("top"), Reshape(4, 1, 1), Softplus, Dense(3), LogSoftmax] partial class Other;
            [Network(256, 4, 4)] [Conv(256, 1)] partial class Heavy;
            """);

        var names = new SortedSet<string>();
        foreach (SyntaxTree tree in result.GeneratedTrees)
        {
            SemanticModel model = output.GetSemanticModel(tree);
            names.UnionWith(tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.SimpleNameSyntax>()
                .Where(static name => name.Parent is not (Microsoft.CodeAnalysis.CSharp.Syntax.QualifiedNameSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.UsingDirectiveSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.NameEqualsSyntax))
                .Where(static name => name.Parent is not Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax access || access.Expression == name)
                .Where(name => model.GetSymbolInfo(name).Symbol is INamespaceSymbol or INamedTypeSymbol)
                .Select(static name => name.Identifier.ValueText));
        }

        names.ExceptWith(["Avx512", "Avx2", "Neon", "Scalar", "SummaryParts"]);
        Assert.Equal("", string.Join(" ", names.Except(Declarations.HiddenNames.Used)));

        // Attributes stand under their short names.
        Assert.Equal("MethodImpl MethodImplAttribute", string.Join(" ", Declarations.HiddenNames.Used.Except(names).Order()));
    }

    [Fact]
    public void UsesOfABadNetworkCompile()
    {
        const string uses = """
            using System;
            using StaticNet;

            [Network(3, 227, 227), Conv(96, 11, Stride = 4, Padding = 1), Dense(10), Softmax]
            public partial class AlexNet;

            public static class Program
            {
                public static void Main()
                {
                    const int length = AlexNet.InputLength;
                    var network = new AlexNet(seed: 7);
                    INetwork any = network;
                    network.Load("alexnet.safetensors");
                    network.Save("alexnet.safetensors");
                    float[] output = network.Predict(new float[length]);
                    network.Predict(new float[length], output);
                    Console.WriteLine(AlexNet.Summary);
                    Console.WriteLine(network.Conv1Weight[0, 0, 0, 0] + network.Dense1Bias[0] / (AlexNet.ParameterCount + AlexNet.MultiplyAdds));
                    Console.WriteLine(any.Description.ToString() + network.Weights);
                }
            }
            """;
        AssertCompiles(uses, "SN0101");
    }

    [Fact]
    public void TheStubNamesTheError()
    {
        (_, GeneratorDriverRunResult result) = Harness.Compile(Bad + "\npublic partial class Net;");
        Snap.Verify(Assert.Single(result.GeneratedTrees).ToString(), "cs");
    }

    [Theory]
    [InlineData("[Network(1, 8, 8), Denze(3), MaxPool(3)] partial class Net;", "CS0246")]
    [InlineData("[Network(1, 8, 8), Dense(), MaxPool(3)] partial class Net;", "CS7036")]
    [InlineData("[Network(1, 8, 8), Dense(x), MaxPool(3)] partial class Net;", "CS0103")]
    [InlineData("[Network(1, 8, 8), Conv(3, 3, Strid = 2), MaxPool(5)] partial class Net;", "CS0246")]
    [InlineData("[Network(1.5, 8, 8), Conv(3, 3), MaxPool(5)] partial class Net;", "CS1503")]
    [InlineData("[Network(1, 7, 7), MaxPool(2)] partial class Net; [Network(1, 8, 8)] partial class Net;", "CS0579", "SN0101")]
    public void WhereTheCompilerRejectsAnAttributeItIsNotSecondGuessed(string source, params string[] ids)
    {
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile("using StaticNet;\n" + source);

        Assert.Null(result.Results[0].Exception);
        IEnumerable<Diagnostic> all = [.. output.GetDiagnostics(), .. Harness.Diagnose(output)];
        Assert.Equal(ids, all.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(static diagnostic => diagnostic.Id).Distinct().Order());
    }

    [Theory]
    [InlineData("partial class Net { public int Predict; }")]
    [InlineData("partial class Net { public void Load(string file) { } }")]
    [InlineData("partial class Net { class Scalar; }")]
    [InlineData("partial class Net { int Dense1Weight => 0; }")]
    [InlineData("partial class Summary;")]
    [InlineData("partial class Dense1Bias;")]
    [InlineData("partial record Net(int InputLength);")]
    [InlineData("partial class Net { static int Vector512 => 0; }")]
    [InlineData("partial class Net<Span>;")]
    [InlineData("partial class Net : Base; class Base { protected class Unsafe; }")]
    [InlineData("partial class Net; class Weights;")]
    [InlineData("partial class Net; namespace X86 { class Any; }")]
    [InlineData("partial class MathF;")]
    public void AMemberInTheWayIsReportedOnTheClass(string declaration)
    {
        string source = $"using StaticNet;\n[Network(1, 8, 8), Dense(3)] {declaration}";
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile(source);

        Assert.Empty(result.GeneratedTrees);
        Assert.Empty(output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Equal("SN0009", Assert.Single(Harness.Diagnose(source)).Id);
    }

    [Fact]
    public void WithoutKnowledgeOfTheBuildTheGeneratorLeavesReportingToTheAnalyzer()
    {
        (_, GeneratorDriverRunResult result) = Harness.Compile(Bad + "partial class Net;");
        Assert.Empty(result.Diagnostics);
    }

    [Theory]
    [InlineData("partial class Net;", "StaticNetWithoutAnalyzers", "SN0101")]
    [InlineData("class Net;", "StaticNetWithoutAnalyzers", "SN0001")]
    [InlineData("file partial class Net;", "StaticNetWithoutAnalyzers", "SN0009")]
    [InlineData("partial class Net;", "StaticNetBatchBuild")]
    [InlineData("class Net;", "StaticNetBatchBuild", "SN0001")]
    public void TheGeneratorReportsWhatNoAnalyzerWill(string declaration, string property, params string[] ids)
    {
        Compilation compilation = Harness.Compilation(Bad + declaration);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new StaticNetGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options,
            optionsProvider: new BuildProperties(($"build_property.{property}", "true")));

        GeneratorDriverRunResult result = driver.RunGenerators(compilation).GetRunResult();

        Assert.Equal(ids, result.Diagnostics.Select(static diagnostic => diagnostic.Id));
        Assert.Equal(
            result.Diagnostics.Select(static diagnostic => (diagnostic.GetMessage(), diagnostic.Location.SourceSpan)),
            Harness.Diagnose(compilation).Where(diagnostic => ids.Contains(diagnostic.Id))
                .Select(static diagnostic => (diagnostic.GetMessage(), diagnostic.Location.SourceSpan)));
    }

    /// <summary>Only a hidden error is answered by an #error; a hidden warning must not silence an error beside it.</summary>
    [Theory]
    [InlineData("SN0101", "MaxPool(5)", "", "CS1029")]
    [InlineData("SN0120", "MaxPool(5)", "SN0101", "")]
    [InlineData("SN0120", "MaxPool(3)", "", "")]
    [InlineData("SN0001", "MaxPool(3)", "", "")]
    public void SuppressingAWarningSilencesNoError(string suppressed, string pool, string reported, string compiler)
    {
        Compilation compilation = Harness.Compilation(
            "using StaticNet; [System.Diagnostics.CodeAnalysis.SuppressMessage(\"StaticNet\", \"" + suppressed + "\")]"
            + $"[Network(1, 8, 8), Conv(4, 3, Padding = 3), {pool}] partial class Net;");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new StaticNetGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options,
            optionsProvider: new BuildProperties(("build_property.StaticNetWithoutAnalyzers", "true")));

        GeneratorDriverRunResult result = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _).GetRunResult();

        Assert.Equal(reported, Ids(result.Diagnostics));
        Assert.Equal(compiler, Ids(output.GetDiagnostics()));

        static string Ids(IEnumerable<Diagnostic> diagnostics) => string.Join(" ", diagnostics
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static diagnostic => diagnostic.Id));
    }

    private static void AssertCompiles(string source, string? id)
    {
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile(source);

        Assert.Null(result.Results[0].Exception);
        Assert.Empty(output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(static diagnostic => diagnostic.ToString()));
        Assert.All(Harness.Diagnose(output), diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    /// <summary>What users and trainers call. How workspaces run a network's code (IPredictionCode) is between the two; a stub has no code.</summary>
    private static string[] Members(string source)
    {
        (Compilation output, _) = Harness.Compile(source);
        return
        [
            .. output.GetTypeByMetadataName("Net")!.GetMembers()
                .Where(static member => member.DeclaredAccessibility == Accessibility.Public || member is IMethodSymbol { ExplicitInterfaceImplementations: [{ ContainingType.Name: not "IPredictionCode" }, ..] })
                .Select(static member => member.ToDisplayString())
                .Order(),
        ];
    }
}
