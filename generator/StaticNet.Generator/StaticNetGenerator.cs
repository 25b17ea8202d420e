using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Emission;

namespace StaticNet.Generator;

/// <summary>
/// The pipeline: attributes, declaration, graph, text. Every step hands on values without symbols, syntax or locations,
/// so that an edit elsewhere ends at the first one: the declaration is read again, found unchanged, and the rest is
/// cached.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class StaticNetGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, WellKnownNames.NetworkAttribute);
        Register(context, WellKnownNames.NetworkOfAttribute);
    }

    /// <summary>The pipeline of the networks that are declared by one attribute.</summary>
    private static void Register(IncrementalGeneratorInitializationContext context, string attribute)
    {
        IncrementalValuesProvider<NetworkReading> declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, Read)
            .WithTrackingName(TrackingNames.Declaration)
            .Where(static reading => reading is not null)
            .Select(static (reading, _) => reading!);

        IncrementalValuesProvider<NetworkAnalysis> graphs = declarations
            .Select(static (reading, _) => NetworkAnalysis.Of(reading))
            .WithTrackingName(TrackingNames.Graph);

        IncrementalValuesProvider<EquatableArray<EmittedFile>> files = graphs
            .Select(static (analysis, _) => Emit(analysis))
            .WithTrackingName(TrackingNames.Files);

        context.RegisterSourceOutput(files, static (production, emitted) =>
        {
            foreach (EmittedFile file in emitted)
            {
                production.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
            }
        });

        ReportWithoutAnalyzer(context, graphs);
    }

    /// <summary>
    /// Reports what the analyzer would. Locations need symbols, which the model does not carry, so the class is looked
    /// up again; the compilation reaches this branch only where the generator has to report at all, and elsewhere
    /// everything here stays cached.
    /// </summary>
    private static void ReportWithoutAnalyzer(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<NetworkAnalysis> graphs)
    {
        IncrementalValueProvider<SelfReport> selfReport = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => SelfReportOptions.Of(options.GlobalOptions));

        IncrementalValueProvider<Compilation?> compilation = selfReport
            .Combine(context.CompilationProvider)
            .Select(static (pair, _) => pair.Left == SelfReport.Nothing ? null : pair.Right);

        context.RegisterSourceOutput(
            graphs.Combine(selfReport).Combine(compilation),
            static (production, source) =>
            {
                ((NetworkAnalysis analysis, SelfReport extent), Compilation? compilation) = source;
                if (compilation is null
                    || !extent.Includes(analysis)
                    || compilation.Assembly.GetTypeByMetadataName(analysis.Reading.Type.MetadataName) is not { } type)
                {
                    return;
                }

                foreach (Diagnostic diagnostic in FindingReport.Of(type, compilation, production.CancellationToken))
                {
                    production.ReportDiagnostic(diagnostic);
                }
            });
    }

    /// <summary>The names under which tests find the steps in a run of the driver.</summary>
    internal static class TrackingNames
    {
        public const string Declaration = nameof(Declaration);
        public const string Graph = nameof(Graph);
        public const string Files = nameof(Files);

        public static EquatableArray<string> All => [Declaration, Graph, Files];
    }

    private static NetworkReading? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        // With the attribute on two parts (the compiler's error CS0579) both come here; the class is read once, for the
        // first.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        SyntaxNode? first = NetworkAttributes.Of(type).Network?.ApplicationSyntaxReference?.GetSyntax(cancellation);
        return first?.Parent?.Parent == context.TargetNode ? DeclarationReader.Read(type, cancellation) : null;
    }

    private static EquatableArray<EmittedFile> Emit(NetworkAnalysis analysis) =>
        analysis.Graph is { } graph ? NetworkEmitter.Emit(analysis.Reading.Declaration!, graph)
        : StubEmitter.Emit(analysis);
}
