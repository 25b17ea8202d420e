using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>
/// The networks of examples/Networks, read and shaped as a build would, without emitting and compiling the code of all of them.
/// </summary>
internal static class DeclaredNetworks
{
    private static readonly string Folder = Path.Combine(Repository.Root, "examples", "Networks");

    private static readonly CSharpCompilation Compilation = Harness.Compilation(
    [
        .. new[] { Folder, Path.Combine(Folder, "Architectures"), Path.Combine(Folder, "Architectures", "Blocks") }
            .SelectMany(static folder => Directory.GetFiles(folder, "*.cs")).Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ]);

    private static readonly Dictionary<string, INamedTypeSymbol> Types = Compilation
        .GetSymbolsWithName(static _ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>()
        .Where(static type => type.GetAttributes().Any(static attribute => attribute.AttributeClass!.Name == "NetworkAttribute"))
        .ToDictionary(static type => type.Name);

    private static readonly Dictionary<string, NetworkGraph> Graphs = [];

    public static IEnumerable<string> Names => Types.Keys.Order(StringComparer.Ordinal);

    public static NetworkGraph Graph(string name)
    {
        lock (Graphs)
        {
            if (!Graphs.TryGetValue(name, out NetworkGraph? graph))
            {
                graph = Graphs[name] = Read(Types[name]);
            }

            return graph;
        }
    }

    /// <summary>A network that a test declares itself, with the blocks of the examples.</summary>
    public static NetworkGraph Declared(string layers)
    {
        CSharpCompilation compilation = Compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText($"using StaticNet; namespace Networks; [{layers}] partial class Declared;", new CSharpParseOptions(LanguageVersion.Latest)));
        return Read(compilation.GetTypeByMetadataName("Networks.Declared")!);
    }

    public static long Parameters(this NetworkGraph graph) => graph.Nodes.Sum(static node => node.Cost.Parameters);

    public static long MultiplyAdds(this NetworkGraph graph) => graph.Nodes.Sum(static node => node.Cost.MultiplyAdds);

    public static Node Node(this NetworkGraph graph, string name) => graph.Nodes.Single(node => node.Name == name);

    /// <summary>The nodes that prediction needs: not those of heads that serve training only.</summary>
    public static IEnumerable<Node> Predicted(this NetworkGraph graph)
    {
        var needed = new HashSet<int>(graph.Outputs.Where(static output => !output.TrainingOnly).Select(static output => output.Node));
        foreach (Node node in graph.Nodes.Reverse().Where(node => needed.Contains(node.Index)))
        {
            needed.UnionWith(node.Inputs);
        }

        return graph.Nodes.Where(node => needed.Contains(node.Index));
    }

    private static NetworkGraph Read(INamedTypeSymbol type)
    {
        NetworkAnalysis analysis = NetworkAnalysis.Of(DeclarationReader.Read(type, CancellationToken.None)!);
        Assert.Empty(analysis.Findings.Select(static finding => $"{finding.Id} {string.Join("; ", finding.Arguments)}"));
        Assert.NotNull(analysis.Graph);
        return analysis.Graph;
    }
}
