using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.CodeFixes;

/// <summary>
/// Applies the settings that a diagnostic proposes, one action for each. The analyzer found them by trying, and hands
/// them over in the diagnostic's properties, so nothing is computed here.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SettingCodeFixProvider))]
[Shared]
public sealed class SettingCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
    [
        DiagnosticIds.BadNetworkShape,
        DiagnosticIds.WindowDoesNotFit,
        DiagnosticIds.WindowTooLarge,
        DiagnosticIds.BadStep,
        DiagnosticIds.BadPadding,
        DiagnosticIds.BadGroups,
        DiagnosticIds.AssertionFails,
        DiagnosticIds.EmptyOutput,
        DiagnosticIds.ShapesDiffer,
        DiagnosticIds.UnknownName,
        DiagnosticIds.PaddingOnly,
        DiagnosticIds.WindowInPadding,
        DiagnosticIds.BadBorder,
        DiagnosticIds.WrongCount,
        DiagnosticIds.TooLargeToUnroll,
        DiagnosticIds.WeightsDoNotFit,
    ];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (Setting setting in Settings(diagnostic))
            {
                string title = setting.Argument == "shape" ? $"Change the shape to ({setting.Value})"
                    : setting.Layer >= 0 ? $"Set {setting} on the layer that makes the shape"
                    : $"Set {setting}";
                context.RegisterCodeFix(
                    CodeAction.Create(title, cancellation => ApplyAsync(context.Document, diagnostic, setting, cancellation), title),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<Setting> Settings(Diagnostic diagnostic)
    {
        for (int i = 0;
            diagnostic.Properties.TryGetValue(FindingReport.SettingKey + i.ToString(CultureInfo.InvariantCulture), out string? value)
                && value is not null;
            i++)
        {
            yield return Setting.FromProperty(value);
        }
    }

    private static async Task<Document> ApplyAsync(
        Document document, Diagnostic diagnostic, Setting setting, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        AttributeSyntax? attribute = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>();
        if (setting.Layer >= 0)
        {
            attribute = LayerAttribute(attribute, model, setting.Layer, cancellation);
        }

        if (root is null || attribute is null || attribute.SyntaxTree != root.SyntaxTree)
        {
            return document;
        }

        var constructor = model.GetSymbolInfo(attribute, cancellation).Symbol as IMethodSymbol;
        return document.WithSyntaxRoot(root.ReplaceNode(attribute, ArgumentRewriter.With(attribute, constructor, setting)));
    }

    /// <summary>Another layer of the same class, by its index among the layers.</summary>
    private static AttributeSyntax? LayerAttribute(
        AttributeSyntax? attribute, SemanticModel? model, int layer, CancellationToken cancellation)
    {
        if (attribute?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not { } type)
        {
            return null;
        }

        ImmutableArray<AttributeData> layers = NetworkAttributes.Of(type).Parts;
        return layer < layers.Length
            ? layers[layer].ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax
            : null;
    }
}
