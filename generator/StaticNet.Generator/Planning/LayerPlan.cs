using StaticNet.Generator.Declarations;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning.Lowerings;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The layout of every value, decided once: prediction and training read the same packed weights, whose order follows from it. Also who
/// reads which value, and which values live inside another one.
/// </summary>
internal sealed class LayerPlan
{
    private readonly Layout[] layouts;
    private readonly List<Node>[] users;
    private readonly bool[] predicted;
    private readonly bool takesOnePicture;
    private readonly Dictionary<int, ConvPlan> convolutions = [];
    private readonly Dictionary<int, Home> homes = [];

    /// <param name="graph">The network.</param>
    /// <param name="precision">Which algorithms the network may use.</param>
    /// <param name="unroll">How far the code of a prediction is written out.</param>
    public LayerPlan(NetworkGraph graph, Precision precision = Precision.Fast, Unroll unroll = Unroll.Tiles)
    {
        takesOnePicture = unroll == Unroll.Full;
        Graph = graph;
        Precision = precision;
        layouts = new Layout[graph.Nodes.Count];
        users = [.. graph.Nodes.Select(static _ => new List<Node>())];
        predicted = new bool[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            layouts[node.Index] = LoweringCatalog.Of(node.Layer).LayoutOf(node, this);
            foreach (int input in node.Inputs.Distinct())
            {
                users[input].Add(node);
            }
        }

        foreach (Node node in graph.Nodes.Reverse())
        {
            predicted[node.Index] = graph.Outputs.Any(output => output.Node == node.Index && !output.TrainingOnly)
                || users[node.Index].Any(user => predicted[user.Index]);
        }

        foreach (Node node in graph.Nodes.Where(static node => node.Layer is Join { Reduction: JoinKind.Concat }))
        {
            FindHomes(node);
        }
    }

    public NetworkGraph Graph { get; }

    /// <summary>Which algorithms the network may use.</summary>
    public Precision Precision { get; }

    /// <summary>The layout of a node's value.</summary>
    public Layout this[int node] => layouts[node];

    public ConvPlan Convolution(Node node)
    {
        if (!convolutions.TryGetValue(node.Index, out ConvPlan? plan))
        {
            plan = ConvPlan.Create(node, (Conv)node.Layer, layouts[node.Inputs[0]]);
            convolutions[node.Index] = plan = plan with { Algorithm = Precision == Precision.Strict ? ConvAlgorithm.Direct : ConvCost.Choose(plan) };
        }

        return plan;
    }

    /// <summary>The layout in which a dense layer or a flatten reads a map: as it lies when it has no gaps, else as a compact vector.</summary>
    public static Layout Flattened(Layout source) => source.HasGaps ? Layout.Vector(source.Values) : source;

    /// <summary>Whether prediction computes the value; what only a further output of the training needs, it does not.</summary>
    public bool IsPredicted(int index) => predicted[index];

    public bool IsOutput(int index) => Graph.Outputs.Any(output => output.Node == index);

    /// <summary>
    /// Whether prediction takes several pictures through a dense layer at a time. For one picture a multiply-add of such a layer takes about
    /// eight times that of a convolution, since it must fetch its weight first; where all of them are less than 3 per cent of the whole,
    /// reading weights once for all pictures gains nothing that a second form of the layer would be worth.
    /// </summary>
    public bool BatchesDense
    {
        get
        {
            long all = 0, dense = 0;
            foreach (Node node in Graph.Nodes.Where(node => predicted[node.Index]))
            {
                all += node.Cost.MultiplyAdds;
                dense += node.Layer is Dense ? node.Cost.MultiplyAdds : 0;
            }

            return !takesOnePicture && dense * 8 * 100 >= all * 3;
        }
    }

    /// <summary>Nodes that read a value, in prediction or in training.</summary>
    public IEnumerable<Node> UsersOf(int index, bool training) => training ? users[index] : users[index].Where(user => predicted[user.Index]);

    /// <summary>The one node that reads <paramref name="index"/>, if there is just one and the value is not an output itself.</summary>
    public Node? OnlyUser(int index, bool training)
    {
        bool isOutput = Graph.Outputs.Any(output => output.Node == index && (training || !output.TrainingOnly));
        Node[] readers = isOutput ? [] : [.. UsersOf(index, training).Take(2)];
        return readers.Length == 1 ? readers[0] : null;
    }

    /// <summary>
    /// The activation that the kernel of <paramref name="node"/> applies before it stores. Training takes the derivative from the stored
    /// value, which not every function allows: those are fused for prediction alone.
    /// </summary>
    public Node? FusedActivation(Node node, bool training) =>
        node.Layer is Conv or ConvTranspose or LocallyConnected or Dense or BatchNorm or GroupNorm or Join { Reduction: JoinKind.Add or JoinKind.Multiply }
        && OnlyUser(node.Index, training) is { Layer: Activation activation } user
        && Activations.CanFuse(activation.Function, activation.Slope, training) ? user : null;

    /// <summary>The batch normalisation that the kernel of <paramref name="node"/> applies in prediction, where it is one factor and one summand a channel.</summary>
    public Node? FoldedNorm(Node node) =>
        node.Layer is Conv or ConvTranspose or Dense && OnlyUser(node.Index, training: false) is { Layer: BatchNorm } norm ? norm : null;

    /// <summary>The concatenation in whose memory the node's value lies, and from which float on; null for a value with memory of its own.</summary>
    public Home? HomeOf(int index) => homes.TryGetValue(index, out Home? home) ? home : null;

    /// <summary>
    /// A part that begins at a whole block of channels and fills its blocks, or is the last, is a run of the concatenation's memory: its
    /// producer writes it there, and nothing is copied. A value can live in one place only, so later concatenations copy it.
    /// </summary>
    private void FindHomes(Node concat)
    {
        Layout target = layouts[concat.Index];
        int channel = 0;
        for (int i = 0; i < concat.Inputs.Count; i++)
        {
            int part = concat.Inputs[i];
            Layout layout = layouts[part];
            bool isRun = target.HoldsRun(layout, channel);
            if (isRun && !homes.ContainsKey(part) && part != 0)
            {
                homes.Add(part, new Home(concat, target.Offset(channel, 0, 0)));
            }

            channel += Graph[part].Output.Channels;
        }
    }
}

/// <summary>Where inside a concatenation's memory a part lies.</summary>
internal sealed record Home(Node Concat, int Offset);
