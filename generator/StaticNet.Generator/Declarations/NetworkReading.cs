using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// What the attributes of one class say, by value: the declaration, or the findings that prevent one. Findings may also
/// stand beside a declaration (warnings). Neither is there where the compiler itself rejects an attribute and has said
/// so.
/// </summary>
/// <remarks>
/// <see cref="Parameters"/> lists the parameter tensors as far as they can be read ("conv1.weight"), so that a stub
/// offers the same members as the network would. <see cref="CanBeExtended"/>: whether a second part of the class
/// compiles at all.
/// </remarks>
internal sealed record NetworkReading(
    TypeDeclaration Type,
    NetworkDeclaration? Declaration,
    EquatableArray<Finding> Findings,
    EquatableArray<string> Parameters,
    bool CanBeExtended)
{
    /// <summary>Whether the network can be trained, or only predicts.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Names of the further outputs of a prediction, for the same purpose.</summary>
    public EquatableArray<string> Outputs { get; init; } = [];

    /// <summary>
    /// The ids for which a <c>SuppressMessage</c> applies to the class: the one way to silence an error that is not
    /// configurable. The stub then brings an <c>#error</c>.
    /// </summary>
    public EquatableArray<string> Suppressed { get; init; } = [];
}
