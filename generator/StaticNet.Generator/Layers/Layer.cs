using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// A layer as declared, by value. One file under Layers/ holds one kind: how its attribute is read, its shape rule, its
/// cost.
/// </summary>
internal abstract record Layer
{
    /// <summary>
    /// The field's lower-case name of the kind, from which parameter names are made: "conv", "dense".
    /// </summary>
    public abstract string Kind { get; }

    /// <summary>The layer as the user writes it: "Conv".</summary>
    public virtual string Title => GetType().Name;

    /// <summary>The layer with what sets it apart from others of its kind, for summaries: "Conv 3x3 /2".</summary>
    public virtual string Description => Title;

    /// <summary>The parameter tensors that the layer owns, as their names end: "weight", "bias".</summary>
    public virtual EquatableArray<string> Parameters => [];

    /// <summary>
    /// The shape rule: what the layer makes of a value of shape <paramref name="input"/>, or null after reporting why
    /// it cannot.
    /// </summary>
    public abstract Placement? Place(Shape input, FindingList findings);

    /// <summary>The shape rule over several inputs, which only a join has.</summary>
    public virtual Placement? Place(EquatableArray<Shape> inputs, FindingList findings) => Place(inputs[0], findings);
}

/// <summary>
/// A layer on a given input: the layer with everything settled that depended on the shape, its output, and its cost.
/// Costs are null where they exceed a long. <see cref="Window"/> is what widens the receptive field.
/// </summary>
internal sealed record Placement(Layer Layer, Shape Output)
{
    public long? Parameters { get; init; } = 0;

    /// <summary>
    /// Upper bound of the floats that the parameters take in packed order, channels and filters rounded up to whole
    /// blocks.
    /// </summary>
    public long? PackedParameters { get; init; } = 0;

    public long? MultiplyAdds { get; init; } = 0;

    public Window? Window { get; init; }

    /// <summary>Per axis, the factor by which an enlarging layer brings values closer together; empty on all others.</summary>
    public EquatableArray<int> Enlargement { get; init; } = [];

    /// <summary>Per axis, how many neighbouring inputs one value of an enlarging layer sees.</summary>
    public EquatableArray<int> Sees { get; init; } = [];

    /// <summary>Every output value depends on the whole input.</summary>
    public bool SeesEverything { get; init; }
}

/// <summary>The value that the caller hands in. <see cref="Normalization"/>: what layers read of it is normalised.</summary>
internal sealed record InputLayer(InputNormalization? Normalization) : Layer
{
    public override string Kind => "input";

    public override Placement Place(Shape input, FindingList findings) => new(this, input);
}
