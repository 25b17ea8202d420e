using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>The largest value of every channel, the gradient going to the first of equals, row by row; the output has no spatial axes.</summary>
internal sealed partial record GlobalMaxPool : Layer
{
    public override string Kind => "globalmaxpool";

    public static GlobalMaxPool Read(LayerArguments arguments) => new();

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (input.Rank > 0)
        {
            return new Placement(this, new Shape(input.Channels, [])) { SeesEverything = true };
        }

        findings.Report(
            DiagnosticIds.WrongInput,
            [],
            ["GlobalMaxPool", "a map", input.ToString(), "it compares positions, and a vector has none"]);
        return null;
    }
}
