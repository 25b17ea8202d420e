using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using StaticNet.Generator.Declarations;

namespace StaticNet.Generator;

/// <summary>
/// Silences CS9113, "parameter is unread", on blocks: their layers name the parameters in attributes, which the compiler does not
/// count. For a parameter that no layer names there is SN0119.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockParameterSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor UsedByLayers = new(
        "SNS0001", "CS9113", "The parameters of a block are used by the layers that stand as attributes on it.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [UsedByLayers];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan)
                    .FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration
                && context.GetSemanticModel(tree).GetDeclaredSymbol(declaration, context.CancellationToken) is INamedTypeSymbol type
                && WellKnownNames.IsBlockAttribute(type))
            {
                context.ReportSuppression(Suppression.Create(UsedByLayers, diagnostic));
            }
        }
    }
}
