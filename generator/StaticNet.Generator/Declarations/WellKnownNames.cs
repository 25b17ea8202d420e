using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The runtime's types that the generator recognises, by metadata name; the generator does not reference the runtime.
/// </summary>
internal static class WellKnownNames
{
    public const string Namespace = "StaticNet";
    public const string NetworkAttribute = "StaticNet.NetworkAttribute";
    public const string PartAttribute = "PartAttribute";

    public static bool IsNetworkAttribute(INamedTypeSymbol? type) =>
        type is not null && Is(type, "NetworkAttribute");

    /// <summary>A layer, or how layers hang together.</summary>
    public static bool IsPartAttribute(INamedTypeSymbol? type) => DerivesFrom(type, PartAttribute);

    public static bool DerivesFrom(INamedTypeSymbol? type, string name)
    {
        INamedTypeSymbol? ancestor = type?.BaseType;
        while (ancestor is not null && !Is(ancestor, name))
        {
            ancestor = ancestor.BaseType;
        }

        return ancestor is not null;
    }

    public static bool IsRuntimeNamespace(INamespaceSymbol? symbol) =>
        symbol is { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true };

    private static bool Is(INamedTypeSymbol type, string name) =>
        type.Name == name && type.ContainingType is null && IsRuntimeNamespace(type.ContainingNamespace);
}
