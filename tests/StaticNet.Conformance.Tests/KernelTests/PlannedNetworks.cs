using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Generator;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>The plans of listed networks, without emitting them.</summary>
internal static class PlannedNetworks
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static IEnumerable<(NetworkCase Row, NetworkPlan Plan)> OfFamily(string family) => Of([.. CaseList.Families[family]]);

    public static (NetworkCase Row, NetworkPlan Plan) Of(NetworkCase row) => Of([row]).Single();

    /// <summary>What the generator understands of listed networks.</summary>
    public static IEnumerable<(NetworkCase Row, NetworkAnalysis Analysis)> Analyze(NetworkCase[] rows)
    {
        string source = $"using StaticNet;\nnamespace Declared;\n{string.Join("\n\n", rows.Select(static row => row.Source))}\n";
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Planned", [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        foreach (NetworkCase row in rows)
        {
            INamedTypeSymbol type = compilation.GetTypeByMetadataName($"Declared.{row.Name}")!;
            yield return (row, NetworkAnalysis.Of(DeclarationReader.Read(type, CancellationToken.None)!));
        }
    }

    private static IEnumerable<(NetworkCase Row, NetworkPlan Plan)> Of(NetworkCase[] rows) =>
        Analyze(rows).Select(static one => (one.Row, Planner.Plan(one.Analysis.Graph!, training: false, one.Analysis.Reading.Declaration!.Precision)));
}
