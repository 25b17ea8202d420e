using Microsoft.CodeAnalysis;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Finds parameters of a block that none of its layers uses. Everything else about a block is said of its uses, which give the
/// parameters their values.
/// </summary>
internal static class BlockParameterCheck
{
    /// <summary>Findings on the block's class; none for a class that is no block.</summary>
    public static IEnumerable<Finding> Of(INamedTypeSymbol type)
    {
        if (!WellKnownNames.IsBlockAttribute(type) || type.IsAbstract || NetworkAttributes.Of(type) is not { HasUnresolved: false } declared)
        {
            yield break;
        }

        var used = new HashSet<string>(
            declared.Parts.SelectMany(Constants).SelectMany(Texts).SelectMany(SizeExpression.Names), StringComparer.Ordinal);
        IMethodSymbol? constructor = type.InstanceConstructors.FirstOrDefault(static candidate => candidate.Parameters.Length > 0);
        foreach (IParameterSymbol parameter in constructor?.Parameters ?? [])
        {
            if (!used.Contains(parameter.Name))
            {
                yield return new Finding(
                    DiagnosticIds.UnusedParameter, Site.Parameter(parameter.Ordinal), [type.Name, parameter.Name], []);
            }
        }
    }

    private static IEnumerable<TypedConstant> Constants(AttributeData attribute) =>
        attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(static argument => argument.Value));

    private static IEnumerable<string> Texts(TypedConstant constant) =>
        constant is { Kind: TypedConstantKind.Array, IsNull: false } ? constant.Values.SelectMany(Texts)
        : constant is { Kind: TypedConstantKind.Primitive, Value: string text } ? [text]
        : [];
}
