using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>The mean of every channel over all positions; the output has no spatial axes.</summary>
internal sealed partial record GlobalAvgPool : Layer
{
    public override string Kind => "globalavgpool";

    public static GlobalAvgPool Read(LayerArguments arguments) => new();

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (input.Rank > 0)
        {
            return new Placement(this, new Shape(input.Channels, [])) { SeesEverything = true };
        }

        findings.Report(
            DiagnosticIds.WrongInput,
            [],
            ["GlobalAvgPool", "a map", input.ToString(), "it averages positions, and a vector has none"]);
        return null;
    }
}
