using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning.Lowerings;

namespace StaticNet.Generator.Planning;

/// <summary>Where every parameter lies in the packed buffer, and how it is initialised.</summary>
internal sealed class ParameterPlanner
{
    private readonly List<ParameterPlan> parameters = [];
    private readonly Dictionary<(int Node, string Name), int> offsets = [];
    private readonly HashSet<int> owners = [];
    private readonly List<(int Index, int Node, string Name)> states = [];

    public ParameterPlanner(LayerPlan layers)
    {
        Layers = layers;
        foreach (Node node in layers.Graph.Nodes)
        {
            LoweringCatalog.Of(node.Layer).AddParameters(node, this);
        }

        foreach ((int index, int node, string name) in states)
        {
            offsets[(node, name)] = Length;
            parameters[index] = parameters[index] with { Offset = Length };
            Length += parameters[index].Length;
        }
    }

    public LayerPlan Layers { get; }

    public EquatableArray<ParameterPlan> Parameters => parameters.ToEquatableArray();

    /// <summary>Floats in the packed buffer.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the node owns parameters.</summary>
    public bool Has(Node node) => owners.Contains(node.Index);

    /// <summary>Where a parameter of the node lies.</summary>
    public Operand Of(Node node, string name) => new(Memory.Weights, -1, offsets[(node.Index, name)], 0);

    /// <summary>Places a parameter of the node.</summary>
    /// <param name="node">Its owner.</param>
    /// <param name="name">The end of its name: "weight".</param>
    /// <param name="shape">Sizes in PyTorch's order.</param>
    /// <param name="isBias">Whether it is a bias.</param>
    /// <param name="rule">How it is initialised.</param>
    /// <param name="fanIn">Values that one output sums up.</param>
    /// <param name="fanOut">Values to which one input contributes.</param>
    /// <param name="length">Packed floats, a multiple of 16.</param>
    /// <param name="axes">Per size of the shape, the runtime's PackedAxis as C#.</param>
    public void Add(
        Node node, string name, EquatableArray<int> shape, bool isBias, InitializationRule rule, int fanIn, int fanOut, int length, params string[] axes)
    {
        owners.Add(node.Index);
        offsets[(node.Index, name)] = Length;
        parameters.Add(new ParameterPlan($"{node.Name}.{name}", shape, isBias ? ParameterRole.Bias : ParameterRole.Weight, rule, fanIn, fanOut, Length, length, axes.ToEquatableArray()));
        Length += length;
    }

    /// <summary>Places a parameter that begins at the same value everywhere.</summary>
    public void AddConstant(Node node, string name, EquatableArray<int> shape, bool isBias, float value, int length, params string[] axes)
    {
        Add(node, name, shape, isBias, InitializationRule.Constant, 1, 1, length, axes);
        parameters[parameters.Count - 1] = parameters[parameters.Count - 1] with { InitialValue = value };
    }

    /// <summary>
    /// Places values that follow training without being optimised, one a channel: behind all parameters, so that the optimizer's are one
    /// range.
    /// </summary>
    public void AddState(Node node, string name, int channels, float value)
    {
        owners.Add(node.Index);
        states.Add((parameters.Count, node.Index, name));
        parameters.Add(new ParameterPlan(
            $"{node.Name}.{name}", [channels], ParameterRole.State, InitializationRule.Constant, 1, 1, 0, Layout.RoundUp(channels),
            [Strided(channels, 1)]) { InitialValue = value });
    }

    /// <summary>Places a bias of so many channels.</summary>
    public void AddBias(Node node, int channels, int fanIn, int fanOut) =>
        Add(node, "bias", [channels], true, InitializationRule.Zero, fanIn, fanOut, Layout.RoundUp(channels), Strided(channels, 1));

    public static string Strided(int count, int stride) => $"PackedAxis.Strided({count}, {stride})";

    /// <summary>
    /// He et al. (2015) where a rectifier follows, LeCun et al. (1998) before Selu, which counts on it, Glorot and Bengio (2010) elsewhere;
    /// layers that keep a value's sign and scale in between do not count.
    /// </summary>
    public InitializationRule RuleFor(Node node)
    {
        for (Node? next = First(node); next is not null; next = First(next))
        {
            switch (next.Layer)
            {
                case Activation activation:
                    return activation.Function == ActivationFunction.Selu ? InitializationRule.LeCun
                        : activation.IsRectifier ? InitializationRule.He
                        : InitializationRule.Glorot;
                case PRelu:
                    return InitializationRule.He;
                case Pool or GlobalAvgPool or GlobalMaxPool or Flatten or Reshape or Upsample or PixelShuffle or Pad or Crop or Dropout or SpatialDropout or Join or BatchNorm or GroupNorm:
                    continue;
                default:
                    return InitializationRule.Glorot;
            }
        }

        return InitializationRule.Glorot;

        Node? First(Node of) => Layers.UsersOf(of.Index, training: true).FirstOrDefault();
    }
}
