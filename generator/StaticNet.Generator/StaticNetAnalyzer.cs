using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator;

/// <summary>
/// Reports what is wrong with a declared network, on the very argument. It reads with the generator's own reader; the
/// generator itself reports nothing while analyzers run, because code fixes do not attach to a generator's diagnostics.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StaticNetAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // Also in generated files: the generator reads networks there, too, and emits a stub for a bad one.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(
            static symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                foreach (Diagnostic diagnostic in FindingReport.Of(type, symbol.Compilation, symbol.CancellationToken))
                {
                    symbol.ReportDiagnostic(diagnostic);
                }
            },
            SymbolKind.NamedType);
    }
}
