using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The runtime's types that the generator recognises, by metadata name; the generator does not reference the runtime.
/// </summary>
internal static class WellKnownNames
{
    public const string Namespace = "StaticNet";
    public const string NetworkAttribute = "StaticNet.NetworkAttribute";
    public const string NetworkOfAttribute = "StaticNet.NetworkAttribute`1";
    public const string Pad = "StaticNet.Pad";
    public const string PartAttribute = "PartAttribute";
    public const string BlockAttribute = "BlockAttribute";

    public static bool IsNetworkAttribute(INamedTypeSymbol? type) =>
        type is not null && Is(type, "NetworkAttribute");

    /// <summary>A layer, or how layers hang together.</summary>
    public static bool IsPartAttribute(INamedTypeSymbol? type) => DerivesFrom(type, PartAttribute);

    /// <summary>A use of a block of layers.</summary>
    public static bool IsBlockAttribute(INamedTypeSymbol? type) => DerivesFrom(type, BlockAttribute);

    /// <summary>A use of a block that is named by a type argument.</summary>
    public static bool IsUseAttribute(INamedTypeSymbol? type) => type is { Arity: 1 } && Is(type, "UseAttribute");

    private static bool DerivesFrom(INamedTypeSymbol? type, string name)
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
