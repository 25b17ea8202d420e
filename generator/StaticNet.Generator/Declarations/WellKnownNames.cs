using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The runtime's types that the generator recognises, by metadata name; the generator does not reference the runtime.
/// </summary>
internal static class WellKnownNames
{
    public const string Namespace = "StaticNet";
    public const string NetworkAttribute = "StaticNet.NetworkAttribute";
    public const string LayerAttribute = "LayerAttribute";

    public static bool IsNetworkAttribute(INamedTypeSymbol? type) =>
        type is { Name: "NetworkAttribute", ContainingType: null } && IsRuntimeNamespace(type.ContainingNamespace);

    public static bool IsLayerAttribute(INamedTypeSymbol? type) =>
        type?.BaseType is { Name: LayerAttribute, ContainingType: null } layer && IsRuntimeNamespace(layer.ContainingNamespace);

    public static bool IsRuntimeNamespace(INamespaceSymbol? symbol) =>
        symbol is { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true };
}
