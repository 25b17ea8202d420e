using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Finds the ids that <c>[SuppressMessage("...", "SN0101:...")]</c> names on a class, around it, or on the assembly.
/// The compiler honours them even for errors that are not configurable, and then a network that does not fit would
/// build.
/// </summary>
internal static class Suppressions
{
    public static EquatableArray<string> Of(INamedTypeSymbol type)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        for (ISymbol? symbol = type; symbol is not null; symbol = symbol.ContainingSymbol)
        {
            foreach (AttributeData attribute in symbol.GetAttributes())
            {
                if (attribute.AttributeClass is { Name: "SuppressMessageAttribute" }
                    && attribute.ConstructorArguments is { Length: 2 } arguments
                    && arguments[1].Value is string check
                    && check.StartsWith("SN", StringComparison.Ordinal))
                {
                    ids.Add(check.Split(':')[0].Trim());
                }
            }
        }

        return [.. ids];
    }
}
