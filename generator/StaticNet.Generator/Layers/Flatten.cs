using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>A map as a vector, in channels, height, width order.</summary>
internal sealed partial record Flatten : Layer
{
    public override string Kind => "flatten";

    public static Flatten Read(LayerArguments arguments) => new();

    public override Placement Place(Shape input, FindingList findings) => new(this, new Shape(input.Length, []));
}
