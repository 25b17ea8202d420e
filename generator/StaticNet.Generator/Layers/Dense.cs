using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Fully connected layer: [out, in]. A map before it is flattened in channels, height, width order.</summary>
internal sealed partial record Dense(int Units, bool Bias) : Layer
{
    public override string Kind => "dense";

    public override EquatableArray<string> Parameters => Bias ? ["weight", "bias"] : ["weight"];

    public static Dense Read(LayerArguments arguments) =>
        new(arguments.Size("units", least: 1, fallback: 1), arguments.Flag("Bias", true));

    public override Placement Place(Shape input, FindingList findings)
    {
        long weights = (long)input.Length * Units;
        return new Placement(this, new Shape(Units, []))
        {
            Parameters = weights + (Bias ? Units : 0),
            PackedParameters = Sizes.Sum(Sizes.Blocks(Units), Sizes.Product(
                Sizes.Blocks(Units), Sizes.Product(Sizes.Blocks(input.Channels), input.Positions))),
            MultiplyAdds = weights,
            SeesEverything = true,
        };
    }
}
