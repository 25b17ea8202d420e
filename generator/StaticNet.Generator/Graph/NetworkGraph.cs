using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// A network after shape inference: nodes in an order in which every input precedes its user. Node 0 is the
/// <see cref="InputLayer"/>. A graph exists only for a declaration without errors.
/// </summary>
internal sealed record NetworkGraph(EquatableArray<Node> Nodes, EquatableArray<GraphOutput> Outputs)
{
    public Node this[int index] => Nodes[index];

    public Shape InputShape => Nodes[0].Output;

    /// <summary>What is done to the input before the first layer; null for nothing.</summary>
    public InputNormalization? Normalization => ((InputLayer)Nodes[0].Layer).Normalization;

    /// <summary>Nodes that read the value of <paramref name="index"/>.</summary>
    public IEnumerable<Node> UsersOf(int index) => Nodes.Where(node => node.Inputs.AsSpan().IndexOf(index) >= 0);
}

/// <summary>
/// A value that the caller gets; the first output of a graph is the main one, "output". <see cref="TrainingOnly"/>: prediction does not
/// compute it. <see cref="LossWeight"/> is how much its loss counts in training, beside 1 for the main output.
/// </summary>
internal sealed record GraphOutput(int Node, string Name, bool TrainingOnly, float LossWeight);

/// <summary>
/// One layer in place. <see cref="Name"/> is the layer's path: its kind and ordinal ("conv1"), or its <c>As</c>.
/// <see cref="ReceptiveField"/> is, per spatial axis of the network's input, how many input positions one value sees.
/// </summary>
internal sealed record Node(
    int Index,
    string Name,
    Layer Layer,
    EquatableArray<int> Inputs,
    Shape Output,
    LayerCost Cost,
    EquatableArray<int> ReceptiveField);

/// <summary>
/// What one layer costs for one picture: trainable values, multiply-adds, and the bytes of its output.
/// </summary>
internal sealed record LayerCost(long Parameters, long MultiplyAdds, long ActivationBytes);
