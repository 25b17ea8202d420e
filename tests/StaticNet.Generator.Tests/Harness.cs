using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using StaticNet.Generator.Declarations;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Compiles source against the runtime, with the generator and the analyzer as a build would run them.
/// </summary>
internal static class Harness
{
    public const string LeNet5 = """
        using StaticNet;

        [Network(1, 28, 28)]
        [Conv(6, 5, Padding = 2), Relu, MaxPool(2)]
        [Conv(16, 5), Relu, MaxPool(2)]
        [Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
        public partial class LeNet5;
        """;

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location);

    /// <summary>A library of the given files, optimised as a release build is.</summary>
    public static CSharpCompilation Compilation(params string[] sources) => Compilation(LanguageVersion.Latest, sources);

    public static CSharpCompilation Compilation(LanguageVersion version, params string[] sources) => CSharpCompilation.Create(
        "Networks",
        sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version), $"Source{i}.cs")),
        [.. Framework, Runtime],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithNullableContextOptions(NullableContextOptions.Enable));

    /// <summary>The same as a debug build.</summary>
    public static CSharpCompilation WithoutOptimisation(CSharpCompilation compilation) =>
        compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug));

    /// <summary>What the pipeline makes of the only network in <paramref name="source"/>.</summary>
    public static NetworkAnalysis Analyze(string source)
    {
        CSharpCompilation compilation = Compilation(source);
        SyntaxTree tree = compilation.SyntaxTrees[0];
        SemanticModel model = compilation.GetSemanticModel(tree);
        NetworkReading reading = tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Select(node => DeclarationReader.Read(model.GetDeclaredSymbol(node)!, CancellationToken.None))
            .First(static reading => reading is not null)!;
        return NetworkAnalysis.Of(reading);
    }

    /// <summary>Runs the generator; the compilation that results holds the generated files.</summary>
    public static (Compilation Output, GeneratorDriverRunResult Result) Compile(string source)
    {
        GeneratorDriver driver = CSharpGeneratorDriver
            .Create(new StaticNetGenerator())
            .RunGeneratorsAndUpdateCompilation(Compilation(source), out Compilation output, out _);
        return (output, driver.GetRunResult());
    }

    /// <summary>What the analyzer reports, in order of place.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(Compilation compilation) =>
    [
        .. compilation
            .WithAnalyzers([new StaticNetAnalyzer()])
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start),
    ];

    public static ImmutableArray<Diagnostic> Diagnose(string source) => Diagnose(Compilation(source));
}
