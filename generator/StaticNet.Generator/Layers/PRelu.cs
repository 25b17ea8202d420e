using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Leaky rectifier with learned slopes, <see cref="Initial"/> at first: one for each channel, or one if
/// <see cref="Shared"/>.
/// </summary>
internal sealed partial record PRelu(float Initial, bool Shared) : Layer
{
    public override string Kind => "prelu";

    public override EquatableArray<string> Parameters => ["weight"];

    public static PRelu Read(LayerArguments arguments) => new(
        arguments.Real("initial", 0.25, static value => !float.IsNaN(value) && !float.IsInfinity(value), "a finite number"),
        arguments.Flag("Shared", false));

    public override Placement Place(Shape input, FindingList findings)
    {
        int slopes = Shared ? 1 : input.Channels;
        return new Placement(this, input) { Parameters = slopes, PackedParameters = Sizes.Blocks(slopes) };
    }
}
