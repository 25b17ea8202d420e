using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Generated code stands inside the user's class and namespace, and names types of the runtime and the framework shortly,
/// so that it can be read. A type, namespace or member of the user's own with such a name would come first.
/// </summary>
internal static class HiddenNames
{
    /// <summary>A test compares this list with what a network of every layer uses.</summary>
    public static HashSet<string> Used { get; } =
    [
        "Arm", "CacheHint", "DropoutMask", "GradientEntry", "INetwork", "IPredictionCode", "IPredictionWorker", "IPredictor", "Initialization", "InputPictures", "InputReader",
        "Lanes", "LayerSummary", "LoneWorker", "Math", "MathF", "MemoryMarshal", "MethodImpl", "MethodImplAttribute",
        "MethodImplOptions", "NetworkDescription", "NetworkOutput", "PackedAxis", "ParameterInfo", "ParameterRole", "ParameterView", "PixelOrder",
        "PreparedWeights", "nint", "ReadOnlySpan", "Span", "System", "TeamWorker", "TrainingWorkspace", "Unsafe", "Vector", "Vector128", "Vector256", "Vector512", "Vector64",
        "VectorMath", "WeightFormat", "Weights", "Workspace", "WorkspacePool", "X86",
    ];

    /// <summary>Which of them the class would not see, as the end of a sentence about it, or null.</summary>
    public static string? Of(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.TypeParameters.FirstOrDefault(static parameter => Used.Contains(parameter.Name)) is { } parameter)
            {
                return Sentence(parameter.Name, $"a type parameter of {outer.Name}");
            }

            for (INamedTypeSymbol? ancestor = outer; ancestor is not null; ancestor = ancestor.BaseType)
            {
                if (ancestor.GetMembers().FirstOrDefault(Hides) is { } member)
                {
                    return Sentence(member.Name, $"a member of {ancestor.Name}");
                }
            }
        }

        // The namespaces of this assembly only: what a reference adds to them, the runtime for one, is meant.
        for (INamespaceSymbol? space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (Used.FirstOrDefault(name => space.GetMembers(name).Any(symbol => !IsTheFrameworks(symbol))) is { } name)
            {
                return Sentence(name, space.IsGlobalNamespace ? "in no namespace" : $"in {space.ToDisplayString()}");
            }
        }

        return null;
    }

    private static bool Hides(ISymbol member) =>
        !member.IsImplicitlyDeclared && Used.Contains(member.Name) && !GeneratedMembers.IsGenerated(member);

    /// <summary>A project may itself add to namespace System, which stays what it is.</summary>
    private static bool IsTheFrameworks(ISymbol symbol) =>
        symbol is INamespaceSymbol { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    private static string Sentence(string name, string where) =>
        $"sees another {name}, {where}, than generated code means by it";
}
