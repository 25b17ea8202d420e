using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning.Lowerings;

namespace StaticNet.Generator.Planning;

/// <summary>A value in memory: where it lies and how.</summary>
internal sealed record Place(Layout Layout, Operand Operand);

/// <summary>
/// Turns the graph into forward steps, for prediction or for training. Training keeps every value that the backward pass reads;
/// prediction keeps none, and fuses what it can.
/// </summary>
internal sealed class ForwardPlanner(
    LayerPlan layers, ParameterPlanner parameters, ProgramBuilder program, PreparationPlanner preparation, bool training)
{
    private readonly HashSet<int> fused = [];
    private readonly Dictionary<int, Place> places = [];
    private readonly Dictionary<(int Node, int Input), Place> rearranged = [];
    private readonly Dictionary<(int Node, string Name), Operand> kept = [];
    private readonly Dictionary<int, Operand> values = [];

    public NetworkGraph Graph => layers.Graph;

    public LayerPlan Layers => layers;

    public ParameterPlanner Parameters => parameters;

    public bool Training => training;

    /// <summary>What is made of the weights before the program runs.</summary>
    public PreparationPlanner Preparation => preparation;

    public void Plan()
    {
        foreach (Node node in Graph.Nodes)
        {
            if (!fused.Contains(node.Index) && (training || layers.IsPredicted(node.Index)))
            {
                LoweringCatalog.Of(node.Layer).Forward(node, this);
            }
        }

        foreach (OutputPlan output in OutputPlan.Of(Graph, training))
        {
            Node node = Graph[output.Node];
            program.Add(
                new RelayoutKernel(places[node.Index].Layout, Layout.Compact(node.Output), ToCaller: true), output.Name, Guard.Always,
                places[node.Index].Operand, new Operand(Memory.Output, -1, output.Offset, output.RowLength));
        }
    }

    /// <summary>"conv1: Conv 5x5, (1, 28, 28) -> (6, 28, 28), 156 parameters, 117,600 multiply-adds".</summary>
    /// <param name="node">The node.</param>
    /// <param name="arithmetic">What its kernel computes, ending in a comma and a space, or nothing.</param>
    public string Title(Node node, string arithmetic = "")
    {
        string cost = node.Cost.MultiplyAdds == 0 ? ""
            : FormattableString.Invariant($", {node.Cost.Parameters:N0} parameters, {node.Cost.MultiplyAdds:N0} multiply-adds");
        return $"{node.Name}: {arithmetic}{string.Join(" and ", node.Inputs.Select(input => Graph[input].Output))} -> {node.Output}{cost}";
    }

    /// <summary>Where an input of a node lies. A value that a fused kernel never stores has no place.</summary>
    public Place Source(Node node, int input = 0) => places[node.Inputs[input]];

    /// <summary>Where a value lies.</summary>
    public Place PlaceOf(int node) => places[node];

    /// <summary>States where a node's value lies.</summary>
    public void Place(Node node, Place place) => places[node.Index] = place;

    /// <summary>An input of a node in a layout of the node's choice; the backward pass finds it again.</summary>
    public Place Rearranged(Node node, Layout layout, int input = 0)
    {
        Place source = Source(node, input);
        if (source.Layout == layout)
        {
            return source;
        }

        var place = new Place(layout, program.NewBuffer(layout.Length));
        program.Add(new RelayoutKernel(source.Layout, layout), $"input of {node.Name}, rearranged", Guard.Always, source.Operand, place.Operand);
        rearranged[(node.Index, input)] = place;
        return place;
    }

    /// <summary>The input as the node's forward kernel read it.</summary>
    public Place InputRead(Node node, int input = 0) =>
        rearranged.TryGetValue((node.Index, input), out Place? place) ? place : Source(node, input);

    /// <summary>Memory for a node's value: of its own, or the part of a concatenation's that it fills.</summary>
    public Operand NewValue(Node node)
    {
        if (!values.TryGetValue(node.Index, out Operand? value))
        {
            value = layers.HomeOf(node.Index) is { } home && (training || layers.IsPredicted(home.Concat.Index))
                ? NewValue(home.Concat).At(home.Offset)
                : program.NewBuffer(layers[node.Index].Length);
            values.Add(node.Index, value);
        }

        return value;
    }

    /// <summary>Plans the kernel that stores the node's value, its last parameter.</summary>
    public void Store(Node node, Kernel kernel, string title, params Operand[] inputs)
    {
        Operand target = NewValue(node);
        program.Add(kernel, title, Guard.Always, [.. inputs, target]);
        places[node.Index] = new Place(layers[node.Index], target);
    }

    public void Add(Kernel kernel, string title, params Operand[] operands) => program.Add(kernel, title, Guard.Always, operands);

    /// <summary>Memory with what <paramref name="kernel"/>, whose last parameter it is, makes of weights whenever they have changed.</summary>
    public Operand Prepared(Node node, int length, Kernel kernel, params Operand[] inputs)
    {
        Operand prepared = preparation.NewMemory(length);
        preparation.Add(node, kernel, [.. inputs, prepared]);
        return prepared;
    }

    /// <summary>Memory of each picture.</summary>
    public Operand NewBuffer(int length) => program.NewBuffer(length);

    /// <summary>Memory that pictures use one after another.</summary>
    public Operand NewScratch(int length) => program.NewScratch(length);

    /// <summary>Memory of each picture that the backward pass reads.</summary>
    public Operand Keep(Node node, string name, int length) => kept[(node.Index, name)] = program.NewBuffer(length);

    /// <summary>Memory of the whole batch that the backward pass reads.</summary>
    public Operand KeepShared(Node node, string name, int length) => kept[(node.Index, name)] = program.NewScratch(length);

    /// <summary>What <see cref="Keep"/> or <see cref="KeepShared"/> made.</summary>
    public Operand Kept(Node node, string name) => kept[(node.Index, name)];

    /// <summary>The node whose value the kernel stores: the activation that follows, or the layer itself.</summary>
    public Node FuseActivation(Node node, ref string title, out Activation? activation)
    {
        activation = null;
        if (layers.FusedActivation(node, training) is not { } next)
        {
            return node;
        }

        activation = (Activation)next.Layer;
        Fuse(next, ref title);
        return next;
    }

    /// <summary>
    /// The sum of two values of which <paramref name="node"/>'s is one, where its kernel may add the other: that one is there already and
    /// lies in the same layout. Training keeps both apart.
    /// </summary>
    public (Node Sum, Place Other)? AddendOf(Node node)
    {
        if (training || layers.OnlyUser(node.Index, training) is not { Layer: Join { Reduction: JoinKind.Add }, Inputs.Count: 2 } sum)
        {
            return null;
        }

        int other = sum.Inputs[0] == node.Index ? sum.Inputs[1] : sum.Inputs[0];
        return places.TryGetValue(other, out Place? place) && place.Layout == layers[sum.Index] && layers[node.Index] == layers[sum.Index]
            ? (sum, place) : null;
    }

    /// <summary>Takes a node into the kernel of the one before it.</summary>
    public void Fuse(Node node, ref string title)
    {
        fused.Add(node.Index);
        title += " + " + node.Name;
    }
}
