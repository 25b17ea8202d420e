using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Inverted dropout: while training a value is zeroed with probability <see cref="Rate"/>, the others scaled by
/// 1/(1-Rate).
/// </summary>
internal sealed partial record Dropout(float Rate) : Layer
{
    public override string Kind => "dropout";

    /// <summary>
    /// The bound holds for the float that is emitted: a double just below 1 would round to it and divide by zero.
    /// </summary>
    public static Dropout Read(LayerArguments arguments) =>
        new(arguments.Real("rate", 0.5, static value => value is >= 0 and < 1, "at least 0 and less than 1"));

    public override Placement Place(Shape input, FindingList findings) => new(this, input);
}
