using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Inverted dropout of whole channels: all values of a channel share one decision.</summary>
internal sealed partial record SpatialDropout(float Rate) : Layer
{
    public override string Kind => "spatialdropout";

    public static SpatialDropout Read(LayerArguments arguments) =>
        new(arguments.Real("rate", 0.5, static value => value is >= 0 and < 1, "at least 0 and less than 1"));

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (input.Rank > 0)
        {
            return new Placement(this, input);
        }

        findings.Report(
            DiagnosticIds.WrongInput,
            [],
            ["SpatialDropout", "a map", input.ToString(), "it drops whole channels; for the single values of a vector there is Dropout"]);
        return null;
    }
}
