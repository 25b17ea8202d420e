using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Generator;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>
/// Declared networks, run through the generator as the compiler would, compiled with optimisation and loaded. A family of cases
/// makes one assembly: starting the compiler costs more than a network does.
/// </summary>
internal sealed class GeneratedAssembly
{
    private static readonly ConcurrentDictionary<string, Lazy<GeneratedAssembly>> Families = new();

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Assembly assembly;

    private GeneratedAssembly(string name, IEnumerable<NetworkCase> cases)
    {
        string source = $"using StaticNet;\nnamespace Declared;\n{string.Join("\n\n", cases.Select(static row => row.Source))}\n";
        CSharpParseOptions parsing = new(LanguageVersion.Latest);
        CSharpCompilation declared = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, parsing, "Declared.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                .WithOptimizationLevel(OptimizationLevel.Release)
                .WithNullableContextOptions(NullableContextOptions.Enable));

        CSharpGeneratorDriver
            .Create([new StaticNetGenerator().AsSourceGenerator()], parseOptions: parsing)
            .RunGeneratorsAndUpdateCompilation(declared, out Compilation generated, out ImmutableArray<Diagnostic> reported);
        Files = [.. generated.SyntaxTrees.Skip(1).Select(static tree => (tree.FilePath, tree.ToString()))];

        using var image = new MemoryStream();
        var result = generated.Emit(image);
        Diagnostic[] errors =
        [
            .. Analyze(declared).Concat(reported).Concat(result.Diagnostics).Where(static diagnostic =>
                diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id == "CS8785").Take(10),
        ];
        if (errors.Length > 0)
        {
            throw new InvalidOperationException($"{name} does not compile:\n{string.Join('\n', errors.Select(Explain))}");
        }

        Warnings = [.. result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning).Select(Explain)];
        Image = image.ToArray();
        image.Position = 0;
        assembly = new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(image);
    }

    /// <summary>The compiled assembly's bytes.</summary>
    public byte[] Image { get; }

    /// <summary>What the compiler warns of in generated files; a user with warnings as errors could not build them.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The generated files.</summary>
    public IReadOnlyList<(string Name, string Text)> Files { get; }

    /// <summary>The assembly of a family of <see cref="CaseList"/>, compiled when first asked for.</summary>
    public static GeneratedAssembly OfFamily(string family) => Families.GetOrAdd(
        family,
        static name => new Lazy<GeneratedAssembly>(() => new GeneratedAssembly(name, CaseList.Families[name]))).Value;

    /// <summary>An assembly of further networks.</summary>
    public static GeneratedAssembly Of(string name, params IEnumerable<NetworkCase> cases) => new(name, cases);

    public GeneratedNetwork Network(NetworkCase row) => new(row, TypeOf(row));

    /// <summary>A network that perhaps only predicts.</summary>
    public IPredictor Predictor(NetworkCase row) => (IPredictor)Activator.CreateInstance(TypeOf(row), args: [1])!;

    private Type TypeOf(NetworkCase row) =>
        assembly.GetType($"Declared.{row.Name}") ?? throw new InvalidOperationException($"There is no class {row.Name}.");

    /// <summary>What a build would say of the declarations.</summary>
    private static ImmutableArray<Diagnostic> Analyze(CSharpCompilation declared) =>
        declared.WithAnalyzers([new StaticNetAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    private static string Explain(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        string line = diagnostic.Location.SourceTree is { } tree
            ? tree.GetText().Lines[place.StartLinePosition.Line].ToString().Trim()
            : string.Empty;
        return $"{diagnostic}\n    {line}";
    }
}
