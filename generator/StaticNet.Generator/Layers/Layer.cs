namespace StaticNet.Generator.Layers;

/// <summary>
/// A layer as declared, by value. One file under Layers/ holds one kind: how its attribute is read, its shape rule, its cost.
/// </summary>
internal abstract record Layer
{
    /// <summary>The field's lower-case name of the kind, from which parameter names are made: "conv", "dense".</summary>
    public abstract string Kind { get; }
}

/// <summary>The value that the caller hands in.</summary>
internal sealed record InputLayer : Layer
{
    public override string Kind => "input";
}
