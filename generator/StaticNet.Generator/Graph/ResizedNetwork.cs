using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// The graph of a network that has the layers of another one over inputs of another size: every shape is inferred again, and every layer
/// has to have as many weights as there.
/// </summary>
internal static class ResizedNetwork
{
    public static GraphResult Build(NetworkDeclaration declaration)
    {
        NetworkDeclaration original = declaration.WeightsOf!;
        if (GraphBuilder.Build(original).Graph is not { } there)
        {
            return Refuse(declaration, "that network itself has an error");
        }

        NetworkDeclaration resized = declaration;
        if (declaration.DenseAsConv)
        {
            EquatableArray<Part>? sliding = SlidingDense.Of(declaration.Parts, there, out string? why);
            if (sliding is null)
            {
                return Refuse(declaration, why!);
            }

            resized = declaration with { Parts = sliding.Value };
        }

        GraphResult result = GraphBuilder.Build(resized);
        if (result.Graph is not { } here)
        {
            // Told on the one attribute that this class has, with the way to the layer.
            return result with
            {
                Findings =
                [
                    .. result.Findings.Where(Descriptors.IsError).Select(finding => finding with
                    {
                        Site = finding.Site.Kind == SiteKind.Network ? finding.Site : Site.Network(),
                        Settings = [],
                        Within = $"{declaration.Type.Name} > {(finding.Within.Length == 0 ? original.Type.Name : finding.Within)}",
                    }),
                ],
            };
        }

        // Without the input, whose name a layer may have as well.
        Dictionary<string, Node> named = there.Nodes.Skip(1).ToDictionary(static node => node.Name);
        foreach (Node node in here.Nodes.Skip(1))
        {
            if (node.Cost.Parameters != named[node.Name].Cost.Parameters)
            {
                return Refuse(
                    declaration,
                    $"{node.Name} has {node.Cost.Parameters} of them on {here[node.Inputs[0]].Output}, and {named[node.Name].Cost.Parameters} there on "
                        + $"{there[named[node.Name].Inputs[0]].Output}. DenseAsConv = true makes it slide.",
                    new Setting("DenseAsConv", "true"));
            }
        }

        return new GraphResult(here, []);
    }

    private static GraphResult Refuse(NetworkDeclaration declaration, string why, params Setting[] settings) => new(
        null,
        [
            new Finding(
                DiagnosticIds.WeightsDoNotFit,
                Site.Network(),
                [declaration.Type.Name, declaration.WeightsOf!.Type.Name, why],
                declaration.DenseAsConv ? [] : [.. settings]),
        ]);
}
