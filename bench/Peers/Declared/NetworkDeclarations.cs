using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator;
using StaticNet.Generator.Declarations;
using StaticNet.Measurement;

namespace StaticNet.Peers.Declared;

/// <summary>
/// The networks that are declared here and in examples/Networks, as the generator reads them. They are found by name and generated when
/// they are asked for: all of them compiled with every build of this program would cost minutes, one costs 4 to 8 seconds on one core.
/// </summary>
internal static class NetworkDeclarations
{
    /// <summary>The namespace of those declared in this program's folder Networks, which come first where names are equal.</summary>
    private const string Own = "StaticNet.Peers.Networks";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly string[] Folders = [Repository.Path("bench", "Peers", "Networks"), Repository.Path("examples", "Networks")];

    private static readonly Lazy<CSharpCompilation> Written = new(() => Compilation(
        "Declarations",
        [Parse("global using StaticNet;", "Usings.cs"), .. Folders.SelectMany(Sources).Select(path => Parse(File.ReadAllText(path), path))]));

    /// <summary>A compilation of <paramref name="trees"/> against the runtime library, optimised.</summary>
    public static CSharpCompilation Compilation(string name, IEnumerable<SyntaxTree> trees) => CSharpCompilation.Create(
        name,
        trees,
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));

    /// <summary>A syntax tree in the language version of the declarations.</summary>
    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Parsing, path, Encoding.UTF8);

    /// <summary>The classes with a network's attribute, by name.</summary>
    public static IEnumerable<string> Names => Written.Value
        .GetSymbolsWithName(static _ => true, SymbolFilter.Type)
        .OfType<INamedTypeSymbol>()
        .Where(static type => NetworkAttributes.Of(type).Network is not null)
        .Select(static type => type.Name)
        .Distinct()
        .Order(StringComparer.Ordinal);

    /// <summary>The network declared on the class called <paramref name="name"/>, in any case; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">The declaration has errors.</exception>
    public static NetworkAnalysis? Find(string name)
    {
        INamedTypeSymbol? type = Written.Value
            .GetSymbolsWithName(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase), SymbolFilter.Type)
            .OfType<INamedTypeSymbol>()
            .Where(static type => NetworkAttributes.Of(type).Network is not null)
            .OrderByDescending(static type => type.ContainingNamespace.ToDisplayString() == Own)
            .FirstOrDefault();
        return type is null ? null : Read(type);
    }

    /// <summary>The network declared by <paramref name="source"/>, which declares one class called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidOperationException">The declaration has errors.</exception>
    public static NetworkAnalysis Of(string source, string name)
    {
        string text = $"using StaticNet;\nnamespace {Own};\n{source}\n";
        return Read(Compilation(name, [Parse(text, name + ".cs")]).GetTypeByMetadataName($"{Own}.{name}")!);
    }

    private static NetworkAnalysis Read(INamedTypeSymbol type)
    {
        NetworkAnalysis? analysis = DeclarationReader.Read(type, default) is { } reading ? NetworkAnalysis.Of(reading) : null;
        return analysis is { Graph: not null }
            ? analysis
            : throw new InvalidOperationException(
                $"{type.Name} cannot be generated: {string.Join("; ", analysis?.Findings.Select(finding => $"{finding.Id} {string.Join(", ", finding.Arguments)}") ?? [])}");
    }

    private static IEnumerable<string> Sources(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
        : [];
}
