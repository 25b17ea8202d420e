using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>The nodes placed so far, and what is known of them beside that: where they were declared and how far their values lie apart.</summary>
internal sealed class NodeList
{
    private readonly List<Node> nodes = [];
    private readonly List<Declared> declared = [];

    /// <summary>Per node and spatial axis, how many input positions apart two neighbouring values are; less than 1 where a map was enlarged.</summary>
    private readonly List<double[]> jumps = [];
    private readonly NetworkLimits total;

    public NodeList(Shape input, InputNormalization? normalization)
    {
        total = new NetworkLimits(input);
        double[] ones = [.. input.Spatial.Select(static _ => 1.0)];
        nodes.Add(new Node(
            0, "input", new InputLayer(normalization), [], input, new LayerCost(0, 0, 4L * input.Length), [.. ones.Select(static one => (int)one)]));
        declared.Add(default);
        jumps.Add(ones);
    }

    public int Count => nodes.Count;

    public Node this[int index] => nodes[index];

    public IEnumerable<Node> All => nodes;

    /// <summary>The part that a node was made for; none for the input.</summary>
    public Declared DeclaredAs(int node) => declared[node];

    /// <summary>Places a layer on the values of <paramref name="inputs"/>; null after reporting why that cannot be.</summary>
    public Node? Append(Declared origin, Layer layer, string name, EquatableArray<int> inputs, FindingList found)
    {
        if (layer.Place([.. inputs.Select(input => nodes[input].Output)], found) is not { } placement)
        {
            return null;
        }

        if (total.Add(placement) is { } excess)
        {
            found.Report(DiagnosticIds.TooLarge, [], [layer.Title, excess, NetworkLimits.Text]);
            return null;
        }

        var node = new Node(
            nodes.Count,
            name,
            placement.Layer,
            inputs,
            placement.Output,
            new LayerCost(placement.Parameters!.Value, placement.MultiplyAdds!.Value, 4L * placement.Output.Length),
            ReceptiveField(inputs, placement));
        nodes.Add(node);
        declared.Add(origin);
        return node;
    }

    /// <summary>
    /// A window of extent F over values that each see r positions, j apart, sees r + (F-1)j, and its stride S makes its
    /// own values S*j apart; a layer that enlarges by S sees some neighbours, and its values are j/S apart. Of several inputs, the
    /// one that sees most counts. Not clipped at the input's border, as the field counts it.
    /// </summary>
    private EquatableArray<int> ReceptiveField(EquatableArray<int> inputs, Placement placement)
    {
        double[] jump = [.. jumps[inputs[0]]];
        int[] field = [.. nodes[inputs[0]].ReceptiveField];
        foreach (int input in inputs.Skip(1))
        {
            for (int axis = 0; axis < field.Length; axis++)
            {
                field[axis] = Math.Max(field[axis], nodes[input].ReceptiveField[axis]);
                jump[axis] = Math.Max(jump[axis], jumps[input][axis]);
            }
        }

        if (placement.SeesEverything)
        {
            field = [.. nodes[0].Output.Spatial];
        }
        else if (placement.Window is { } window)
        {
            for (int axis = 0; axis < field.Length; axis++)
            {
                field[axis] = Widened(field[axis], (window.Extent(axis) - 1) * jump[axis]);
                jump[axis] *= window.Stride[axis];
            }
        }
        else if (placement.Enlargement.Count > 0)
        {
            for (int axis = 0; axis < field.Length; axis++)
            {
                field[axis] = Widened(field[axis], (placement.Sees[axis] - 1) * jump[axis]);
                jump[axis] /= placement.Enlargement[axis];
            }
        }

        jumps.Add(jump);
        return [.. field];
    }

    /// <summary>Whole positions, a part of one counting as one; thirds and the like are not exact, hence the tolerance.</summary>
    private static int Widened(int field, double by) => (int)Math.Min(Math.Ceiling(field + by - 1e-6), int.MaxValue);
}

/// <summary>The part that a node was made for, and the uses of blocks around it ("" on the network itself).</summary>
internal readonly record struct Declared(Part? Part, string Within)
{
    /// <summary>The layer as it was declared, with its paddings as written.</summary>
    public Layer? Layer => (Part as LayerPart)?.Layer;
}
