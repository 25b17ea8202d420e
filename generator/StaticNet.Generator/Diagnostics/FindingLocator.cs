using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StaticNet.Generator.Declarations;

namespace StaticNet.Generator.Diagnostics;

/// <summary>From a finding back to the source text: the exact argument of the attribute that it names.</summary>
internal static class FindingLocator
{
    public static Location Locate(INamedTypeSymbol type, Site site, CancellationToken cancellation)
    {
        if (site.Kind == SiteKind.Class)
        {
            return Identifier(type, site.Index, cancellation);
        }

        if (site.Kind == SiteKind.Parameter)
        {
            return type.InstanceConstructors.First(static constructor => constructor.Parameters.Length > 0)
                .Parameters[site.Index].Locations.FirstOrDefault() ?? Location.None;
        }

        NetworkAttributes attributes = NetworkAttributes.Of(type);
        AttributeData? attribute = site.Kind == SiteKind.Network ? attributes.Network : attributes.Parts[site.Index];
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            return Identifier(type, 0, cancellation);
        }

        return site.Arguments
            .Select(argument => Argument(attribute, syntax, argument))
            .FirstOrDefault(static location => location is not null) ?? syntax.GetLocation();
    }

    /// <summary>
    /// The name in the declaration that carries the network, or in the first one of a type around it.
    /// </summary>
    private static Location Identifier(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        SyntaxNode? node = NetworkAttributes.Of(type).Network?.ApplicationSyntaxReference?.GetSyntax(cancellation);
        TypeDeclarationSyntax[] declarations = [.. node?.Ancestors().OfType<TypeDeclarationSyntax>() ?? []];
        return depth < declarations.Length
            ? declarations[depth].Identifier.GetLocation()
            : type.Locations.FirstOrDefault() ?? Location.None;
    }

    private static Location? Argument(AttributeData attribute, AttributeSyntax syntax, ArgumentReference reference)
    {
        if (syntax.ArgumentList is not { } list)
        {
            return null;
        }

        foreach (AttributeArgumentSyntax argument in list.Arguments)
        {
            string? name = argument.NameEquals?.Name.Identifier.ValueText ?? argument.NameColon?.Name.Identifier.ValueText;
            if (name == reference.Name)
            {
                return Element(argument, reference.Element);
            }
        }

        AttributeArgumentSyntax[] positional =
            [.. list.Arguments.Where(static argument => argument is { NameEquals: null, NameColon: null })];
        IParameterSymbol? parameter = attribute.AttributeConstructor?.Parameters
            .FirstOrDefault(candidate => candidate.Name == reference.Name);
        if (parameter is null || parameter.Ordinal >= positional.Length)
        {
            return null;
        }

        // The entries of a params list written out one by one, or a single array.
        AttributeArgumentSyntax first = positional[parameter.Ordinal];
        bool isList = parameter.IsParams
            && (positional.Length > parameter.Ordinal + 1 || Elements(first.Expression) is null);
        if (!isList)
        {
            return Element(first, reference.Element);
        }

        AttributeArgumentSyntax last = positional[positional.Length - 1];
        return reference.Element >= 0 && parameter.Ordinal + reference.Element < positional.Length
            ? positional[parameter.Ordinal + reference.Element].GetLocation()
            : Location.Create(syntax.SyntaxTree, TextSpan.FromBounds(first.SpanStart, last.Span.End));
    }

    private static Location Element(AttributeArgumentSyntax argument, int element) =>
        element >= 0 && Elements(argument.Expression) is { } elements && element < elements.Count
            ? elements[element].GetLocation()
            : argument.GetLocation();

    private static IReadOnlyList<SyntaxNode>? Elements(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        CollectionExpressionSyntax collection => collection.Elements,
        _ => null,
    };
}
