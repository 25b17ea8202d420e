using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The layout of every value, decided once: prediction and training read the same packed weights, whose order follows from it.
/// </summary>
internal sealed class LayerPlan
{
    private readonly NetworkGraph graph;
    private readonly Layout[] layouts;
    private readonly Dictionary<int, ConvPlan> convolutions = [];

    public LayerPlan(NetworkGraph graph)
    {
        this.graph = graph;
        layouts = new Layout[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            layouts[node.Index] = LayoutOf(node);
        }
    }

    /// <summary>The layout of a node's value.</summary>
    public Layout this[int node] => layouts[node];

    public ConvPlan Convolution(int node) => convolutions[node];

    /// <summary>The layout in which a dense layer or a flatten reads a map: as it lies when it has no gaps, else as a compact vector.</summary>
    public static Layout Flattened(Layout source) => source.HasGaps ? Layout.Vector(source.Values) : source;

    /// <summary>The layout in which a pool reads its source.</summary>
    public Layout PoolSource(Node node) => IsPlanarPool(node) ? layouts[node.Inputs[0]] : Layout.Blocked(graph[node.Inputs[0]].Output);

    /// <summary>2x2 maxima of stride 2 stay in planar rows; every other pool runs on blocks of channels.</summary>
    public bool IsPlanarPool(Node node)
    {
        Layout source = layouts[node.Inputs[0]];
        return node.Layer is Pool { Reduction: PoolKind.Max } pool
            && source.IsPlanar && source.RowStride % Layout.Block == 0
            && pool.Window.Kernel.All(static k => k == 2) && pool.Window.Stride.All(static s => s == 2)
            && pool.Window.Dilation.All(static d => d == 1) && pool.Window.PaddingBefore.All(static p => p == 0)
            && node.Output.Height == source.Height / 2 && node.Output.Width == source.Width / 2;
    }

    /// <summary>The one node that reads <paramref name="index"/>, if there is just one and the value is not an output itself.</summary>
    public Node? OnlyUser(int index)
    {
        Node[] users = [.. graph.UsersOf(index)];
        return users.Length == 1 && !graph.Outputs.Any(output => output.Node == index) ? users[0] : null;
    }

    /// <summary>
    /// The activation that the kernel of <paramref name="node"/> applies before it stores. The derivative is then taken from the stored
    /// value, which a leaky slope below zero would not allow.
    /// </summary>
    public Node? FusedActivation(Node node) =>
        node.Layer is Conv or Dense && OnlyUser(node.Index) is { Layer: Activation { Slope: >= 0 } } user ? user : null;

    private Layout LayoutOf(Node node)
    {
        if (node.Layer is InputLayer)
        {
            return Layout.Compact(node.Output);
        }

        Layout source = layouts[node.Inputs[0]];
        switch (node.Layer)
        {
            case Conv conv:
                ConvPlan plan = ConvPlan.Create(node, conv, source);
                convolutions[node.Index] = plan;
                return plan.Target;
            case Pool:
                return IsPlanarPool(node) ? Layout.Planar(node.Output) : Layout.Blocked(node.Output);
            case GlobalAvgPool or Dense:
                return Layout.Vector(node.Output.Length);
            case Flatten:
                return Flattened(source);
            default:
                return source;
        }
    }
}
