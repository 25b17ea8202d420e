using System.Text;
using Microsoft.CodeAnalysis;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The members that the generated part brings to every network. The class must not have them already: the compiler
/// would report the clash in generated code, where nobody looks.
/// </summary>
internal static class GeneratedMembers
{
    /// <summary>Whatever has one of these names is in the way.</summary>
    private static readonly HashSet<string> Names =
    [
        "InputLength", "OutputLength", "ParameterCount", "MultiplyAdds", "WorkspaceBytes", "Summary", "SummaryParts",
        "Weights", "weights", "prepared", "Threads", "workspaces", "inputReader", "PredictNormalized",
        "PredictPictures", "ForwardPictures", "PreparationParts", "PrepareWeights", "PrepareForPrediction", "PrepareForTraining", "BackwardPictures",
        "Avx512", "Avx2", "Neon", "Scalar",
    ];

    /// <summary>
    /// Methods by name and the types of their parameters: others of that name overload them and are welcome.
    /// </summary>
    private static readonly Dictionary<string, string[]> Methods = new()
    {
        ["CreateWorkspace"] = ["int"],
        ["Predict"] =
        [
            "System.ReadOnlySpan<float>",
            "System.ReadOnlySpan<float>, System.Span<float>",
            "System.ReadOnlySpan<float>, System.Span<float>, StaticNet.Workspace",
            "System.ReadOnlySpan<byte>, StaticNet.PixelOrder",
            "System.ReadOnlySpan<byte>, StaticNet.PixelOrder, System.Span<float>",
            "System.ReadOnlySpan<byte>, StaticNet.PixelOrder, System.Span<float>, StaticNet.Workspace",
            "System.ReadOnlySpan<float>, StaticNet.PixelOrder",
            "System.ReadOnlySpan<float>, StaticNet.PixelOrder, System.Span<float>",
            "System.ReadOnlySpan<float>, StaticNet.PixelOrder, System.Span<float>, StaticNet.Workspace",
        ],
        ["Load"] = ["string", "System.IO.Stream", "System.ReadOnlySpan<byte>"],
        ["Save"] = ["string, StaticNet.WeightFormat", "System.IO.Stream, StaticNet.WeightFormat"],
        ["Map"] = ["string"],
    };

    /// <summary>The property that shows a parameter: Conv1Weight for "conv1.weight", LastStepBias for "last_step.bias".</summary>
    public static string PropertyName(string parameter)
    {
        // Every reading of a large network makes a thousand of these.
        var name = new StringBuilder(parameter.Length);
        bool begins = true;
        foreach (char character in parameter)
        {
            if (character is '.' or '_')
            {
                begins = true;
                continue;
            }

            name.Append(begins ? char.ToUpperInvariant(character) : character);
            begins = false;
        }

        return name.ToString();
    }

    /// <summary>
    /// The constants that say where in a row an output lies when there are several: Aux1Offset and Aux1Length for "aux1",
    /// MainOutputOffset and MainOutputLength for the main one.
    /// </summary>
    public static (string Offset, string Length) OutputConstants(string output)
    {
        string name = output == GraphOutputs.Main ? "MainOutput" : PropertyName(output);
        return ($"{name}Offset", $"{name}Length");
    }

    /// <summary>The members that depend on the declaration: a property for each parameter, constants for outputs if there are several.</summary>
    /// <param name="parameters">Names of the parameters.</param>
    /// <param name="outputs">Names of the further outputs of a prediction.</param>
    public static IEnumerable<string> Of(IEnumerable<string> parameters, EquatableArray<string> outputs) =>
        parameters.Select(PropertyName).Concat(ConstantsOf(outputs)).Distinct();

    /// <summary>The constants of all outputs of a prediction with these further ones.</summary>
    public static IEnumerable<string> ConstantsOf(EquatableArray<string> outputs) => outputs.Count == 0
        ? []
        : outputs.Prepend(GraphOutputs.Main).Distinct().Select(OutputConstants).SelectMany(static names => new[] { names.Offset, names.Length });

    /// <summary>The member that an output of this name would bring a second time, or null.</summary>
    public static string? TakenBy(string output)
    {
        (string offset, string length) = OutputConstants(output);
        (string mainOffset, string mainLength) = OutputConstants(GraphOutputs.Main);
        return new[] { offset, length }.FirstOrDefault(name => Names.Contains(name) || name == mainOffset || name == mainLength);
    }

    /// <summary>What is in the way of the generated part, as the end of a sentence about the class, or null.</summary>
    /// <param name="type">The class.</param>
    /// <param name="members">The members that depend on the declaration.</param>
    public static string? Clash(INamedTypeSymbol type, IEnumerable<string> members)
    {
        var depending = new HashSet<string>(members);
        bool IsTaken(string name) => Names.Contains(name) || Methods.ContainsKey(name) || depending.Contains(name);
        if (IsTaken(type.Name))
        {
            return $"is named {type.Name}, as one of a network's members is";
        }

        ISymbol? clash = type.GetMembers().FirstOrDefault(member =>
            !member.IsImplicitlyDeclared && IsTaken(member.Name) && !IsGenerated(member) && !Overloads(member));
        return clash is null ? null : $"has a member {clash.Name}, which the generated part brings";
    }

    /// <summary>The analyzer sees the class with its generated part, the generator without.</summary>
    public static bool IsGenerated(ISymbol member) => member.Locations.All(static location =>
        location.SourceTree?.FilePath.Contains(typeof(StaticNetGenerator).FullName) == true);

    private static bool Overloads(ISymbol member) =>
        member is IMethodSymbol method
        && Methods.TryGetValue(method.Name, out string[]? signatures)
        && (method.TypeParameters.Length > 0
            || !signatures.Contains(string.Join(", ", method.Parameters.Select(TypeOf))));

    private static string TypeOf(IParameterSymbol parameter) => parameter.Type.ToDisplayString();
}
