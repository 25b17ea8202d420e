using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// A network as its attributes state it, by value and without locations: what the generator caches on.
/// <see cref="Parts"/> are in order of writing.
/// </summary>
internal sealed record NetworkDeclaration(TypeDeclaration Type, Shape Input, EquatableArray<Part> Parts)
{
    /// <summary>Whether it can be trained; one with the weights of another only predicts.</summary>
    public bool Training { get; init; } = true;

    /// <summary>What is done to the input before the first layer; null for nothing.</summary>
    public InputNormalization? Normalization { get; init; }

    /// <summary>The network whose layers and weights these are, at its own input size; null for a network of its own.</summary>
    public NetworkDeclaration? WeightsOf { get; init; }

    /// <summary>Whether dense layers behind a map of the other network slide here.</summary>
    public bool DenseAsConv { get; init; }

    /// <summary>Which algorithms a prediction may use.</summary>
    public Precision Precision { get; init; }

    /// <summary>How far the code of a prediction is written out.</summary>
    public Unroll Unroll { get; init; }
}

/// <summary>The runtime's <c>Precision</c>.</summary>
internal enum Precision
{
    /// <summary>Winograd's convolutions where they are faster.</summary>
    Fast,

    /// <summary>Plain sums.</summary>
    Strict,
}

/// <summary>The runtime's <c>Unroll</c>.</summary>
internal enum Unroll
{
    /// <summary>Register tiles and filter taps.</summary>
    Tiles,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>
/// The partial class to be completed. <see cref="Containing"/> lists the headers of enclosing types, outermost first,
/// as they are to be written ("partial class Outer"); <see cref="Header"/> is the class's own ("partial class LeNet5").
/// <see cref="DeclaresConstructor"/>: the user wrote one, so none is emitted. <see cref="HintName"/> is unique in the
/// compilation.
/// </summary>
internal sealed record TypeDeclaration(
    string? Namespace,
    EquatableArray<string> Containing,
    string Header,
    string Name,
    string HintName,
    bool DeclaresConstructor)
{
    /// <summary>The name under which a compilation finds the type again: "Nets.Outer`1+LeNet5".</summary>
    public string MetadataName { get; init; } = string.Empty;

    /// <summary>The name by which any code refers to the type: "global::Nets.Outer.LeNet5".</summary>
    public string FullName { get; init; } = string.Empty;
}
