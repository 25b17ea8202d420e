using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.CodeFixes;

/// <summary>Makes the network's class, or a type around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PartialCodeFixProvider))]
[Shared]
public sealed class PartialCodeFixProvider : CodeFixProvider
{
    private const string Title = "Make it partial";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [DiagnosticIds.NotPartial];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(
            CodeAction.Create(Title, cancellation => ApplyAsync(context.Document, context.Diagnostics[0], cancellation), Title),
            context.Diagnostics);
        return Task.CompletedTask;
    }

    private static async Task<Document> ApplyAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration)
        {
            return document;
        }

        // The generator orders the modifiers and keeps comments in front of them.
        SyntaxGenerator generator = SyntaxGenerator.GetGenerator(document);
        DeclarationModifiers modifiers = generator.GetModifiers(declaration).WithPartial(true);
        return document.WithSyntaxRoot(root.ReplaceNode(declaration, generator.WithModifiers(declaration, modifiers)));
    }
}
