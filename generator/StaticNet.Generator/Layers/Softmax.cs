using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>exp(x) / sum of exp(x) over the classes of a vector.</summary>
internal sealed partial record Softmax : Layer
{
    public override string Kind => "softmax";

    public static Softmax Read(LayerArguments arguments) => new();

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (input.Rank == 0)
        {
            return new Placement(this, input);
        }

        findings.Report(
            DiagnosticIds.WrongInput,
            [],
            ["Softmax", "a vector of classes", input.ToString(), "Flatten, GlobalAvgPool or Dense before it makes one"]);
        return null;
    }
}
