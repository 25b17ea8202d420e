using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The attributes of a class that declare a network. Parts are numbered here, for reader and locator alike, so that an
/// index in a finding always leads back to the attribute it was made for.
/// </summary>
internal readonly struct NetworkAttributes
{
    private NetworkAttributes(AttributeData? network, ImmutableArray<AttributeData> parts, bool unresolved)
    {
        Network = network;
        Parts = parts;
        HasUnresolved = unresolved;
    }

    public AttributeData? Network { get; }

    /// <summary>The network whose layers and weights this one has: <c>[Network&lt;ResNet18&gt;(3, 384, 384)]</c>.</summary>
    public INamedTypeSymbol? WeightsOf =>
        Network?.AttributeClass is { Arity: 1 } attribute ? attribute.TypeArguments[0] as INamedTypeSymbol : null;

    /// <summary>In the order in which they are written, over several lists.</summary>
    public ImmutableArray<AttributeData> Parts { get; }

    /// <summary>The compiler itself rejects one of the class's attributes, so the graph may have a gap.</summary>
    public bool HasUnresolved { get; }

    public static NetworkAttributes Of(INamedTypeSymbol type)
    {
        AttributeData? network = null;
        bool unresolved = false;
        var parts = ImmutableArray.CreateBuilder<AttributeData>();
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is not { TypeKind: not TypeKind.Error } attributeClass
                || attributeClass.TypeArguments.Any(static argument => argument.TypeKind == TypeKind.Error))
            {
                unresolved = true;
            }
            else if (WellKnownNames.IsNetworkAttribute(attribute.AttributeClass))
            {
                network ??= attribute;
                unresolved |= IsBroken(attribute);
            }
            else if (WellKnownNames.IsPartAttribute(attribute.AttributeClass))
            {
                parts.Add(attribute);
                unresolved |= IsBroken(attribute);
            }
        }

        return new NetworkAttributes(network, parts.ToImmutable(), unresolved);
    }

    /// <summary>
    /// Attribute order is kept over several lists, but across parts of a class it is the order of the files.
    /// </summary>
    public Finding? CheckParts(INamedTypeSymbol type)
    {
        SyntaxNode? part = null;
        for (int i = 0; i < Parts.Length; i++)
        {
            SyntaxNode? declaration = Parts[i].ApplicationSyntaxReference?.GetSyntax().Parent?.Parent;
            part ??= declaration;
            if (declaration != part)
            {
                return new Finding(DiagnosticIds.LayersOnSeveralParts, Site.Part(i), [type.Name], []);
            }
        }

        return null;
    }

    /// <summary>No constructor takes these arguments, or one of them is not a constant: the compiler says so.</summary>
    private static bool IsBroken(AttributeData attribute) =>
        attribute.AttributeConstructor is null
        || attribute.ConstructorArguments.Any(ContainsError)
        || attribute.NamedArguments.Any(static argument => ContainsError(argument.Value))
        || HasUnknownProperty(attribute);

    /// <summary>A misspelt property is an error of the compiler's and then missing from the arguments.</summary>
    private static bool HasUnknownProperty(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList.Arguments: var written }
        && written.Count(static argument => argument.NameEquals is not null) != attribute.NamedArguments.Length;

    private static bool ContainsError(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Error
        || (constant.Kind == TypedConstantKind.Array && !constant.IsNull && constant.Values.Any(ContainsError));
}
