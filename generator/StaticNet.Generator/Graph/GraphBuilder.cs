using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>The graph of a declaration, or why there is none; warnings may stand beside a graph.</summary>
internal sealed record GraphResult(NetworkGraph? Graph, EquatableArray<Finding> Findings);

/// <summary>
/// Shape inference: places layer after layer on the value before it. It ends at the first layer that does not go with
/// its input, since every later shape would be a guess.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly List<Finding> findings = [];
    private readonly List<Node> nodes = [];

    /// <summary>Per node, the layer as it was declared and its index among the attributes.</summary>
    private readonly List<(Layer? Layer, int Index)> declared = [];
    private readonly LayerNames names = new();

    /// <summary>Per node and spatial axis, how many input positions apart two neighbouring values are.</summary>
    private readonly List<long[]> jumps = [];

    private GraphBuilder()
    {
    }

    public static GraphResult Build(NetworkDeclaration declaration)
    {
        var builder = new GraphBuilder();
        return new GraphResult(builder.Chain(declaration), [.. builder.findings]);
    }

    private NetworkGraph? Chain(NetworkDeclaration declaration)
    {
        if (NetworkLimits.ExceededBy(declaration.Input) is { } excess)
        {
            findings.Add(new Finding(DiagnosticIds.TooLarge, Site.Network("shape"), ["Network", excess, NetworkLimits.Text], []));
            return null;
        }

        int[] ones = [.. declaration.Input.Spatial.Select(static _ => 1)];
        var total = new NetworkLimits(declaration.Input);
        nodes.Add(new Node(
            0, "input", new InputLayer(), [], declaration.Input, new LayerCost(0, 0, 4L * declaration.Input.Length), [.. ones]));
        jumps.Add([.. ones.Select(static one => (long)one)]);
        declared.Add((null, -1));
        for (int i = 0; i < declaration.Layers.Count; i++)
        {
            var found = new FindingList(SiteKind.Layer, i);
            bool placed = declaration.Layers[i].Layer is ShapeAssertion assertion
                ? Check(assertion, found)
                : Append(declaration.Layers[i], i, total, found);
            findings.AddRange(found.All);
            if (!placed)
            {
                return null;
            }
        }

        return new NetworkGraph([.. nodes], [nodes.Count - 1]);
    }

    private bool Check(ShapeAssertion assertion, FindingList found)
    {
        Shape actual = nodes[nodes.Count - 1].Output;
        if (assertion.Expected.SequenceEqual([actual.Channels, .. actual.Spatial]))
        {
            return true;
        }

        string why = AssertionExplanation.Of(assertion, nodes, declared, out EquatableArray<Setting> settings);
        found.Report(
            DiagnosticIds.AssertionFails,
            ["shape"],
            [$"({string.Join(", ", assertion.Expected)})", actual.ToString(), why],
            [new Setting("shape", string.Join(", ", [actual.Channels, .. actual.Spatial])), .. settings]);
        return false;
    }

    private bool Append(LayerDeclaration declaration, int index, NetworkLimits total, FindingList found)
    {
        Node before = nodes[nodes.Count - 1];
        if (declaration.Layer.Place(before.Output, found) is not { } placement)
        {
            return false;
        }

        if (total.Add(placement) is { } excess)
        {
            found.Report(DiagnosticIds.TooLarge, [], [declaration.Layer.Title, excess, NetworkLimits.Text]);
            return false;
        }

        nodes.Add(new Node(
            nodes.Count,
            names.Next(declaration.Layer, declaration.As),
            placement.Layer,
            [before.Index],
            placement.Output,
            new LayerCost(placement.Parameters!.Value, placement.MultiplyAdds!.Value, 4L * placement.Output.Length),
            ReceptiveField(before, placement)));
        declared.Add((declaration.Layer, index));
        return true;
    }

    /// <summary>
    /// A window of extent F over values that each see r positions, j apart, sees r + (F-1)j, and its stride S makes its
    /// own values S*j apart. Not clipped at the input's border, as the field counts it.
    /// </summary>
    private EquatableArray<int> ReceptiveField(Node before, Placement placement)
    {
        long[] jump = jumps[before.Index];
        int[] field = [.. before.ReceptiveField];
        if (placement.SeesEverything)
        {
            field = [.. nodes[0].Output.Spatial];
        }
        else if (placement.Window is { } window)
        {
            jump = [.. jump];
            for (int axis = 0; axis < field.Length; axis++)
            {
                long? widened = Sizes.Sum(field[axis], Sizes.Product(window.Extent(axis) - 1, jump[axis]));
                field[axis] = (int)Math.Min(widened ?? int.MaxValue, int.MaxValue);
                jump[axis] = Sizes.Product(jump[axis], window.Stride[axis]) ?? long.MaxValue;
            }
        }

        jumps.Add(jump);
        return [.. field];
    }
}
