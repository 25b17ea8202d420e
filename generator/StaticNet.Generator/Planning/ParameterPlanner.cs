using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>Where every parameter lies in the packed buffer, and how it is initialised.</summary>
internal sealed class ParameterPlanner
{
    private readonly List<ParameterPlan> parameters = [];
    private readonly Dictionary<(int Node, bool IsBias), int> offsets = [];

    public ParameterPlanner(NetworkGraph graph, LayerPlan layers)
    {
        foreach (Node node in graph.Nodes)
        {
            switch (node.Layer)
            {
                case Conv conv:
                    AddConv(graph, layers.Convolution(node.Index), conv);
                    break;
                case Dense dense:
                    AddDense(graph, layers[node.Inputs[0]], node, dense);
                    break;
            }
        }
    }

    public EquatableArray<ParameterPlan> Parameters => parameters.ToEquatableArray();

    public int Length { get; private set; }

    public Operand Weight(int node) => new(Memory.Weights, -1, offsets[(node, false)], 0);

    public Operand Bias(int node) => new(Memory.Weights, -1, offsets[(node, true)], 0);

    /// <summary>
    /// He et al. (2015) where a rectifier follows, Glorot and Bengio (2010) elsewhere; layers that keep a value's sign and scale in
    /// between do not count.
    /// </summary>
    private static InitializationRule Rule(NetworkGraph graph, Node node)
    {
        for (Node? next = graph.UsersOf(node.Index).FirstOrDefault(); next is not null; next = graph.UsersOf(next.Index).FirstOrDefault())
        {
            switch (next.Layer)
            {
                case Activation activation:
                    return activation.Function is ActivationFunction.Relu or ActivationFunction.LeakyRelu ? InitializationRule.He : InitializationRule.Glorot;
                case Pool or GlobalAvgPool or Flatten or Dropout:
                    continue;
                default:
                    return InitializationRule.Glorot;
            }
        }

        return InitializationRule.Glorot;
    }

    private void AddConv(NetworkGraph graph, ConvPlan plan, Conv conv)
    {
        int taps = plan.KernelH * plan.KernelW, channels = plan.ChannelsPerGroup;
        string[] axes;
        if (plan.IsPlanar)
        {
            axes = [Strided(conv.Filters, channels * taps), Strided(channels, taps), Strided(plan.KernelH, plan.KernelW), Strided(plan.KernelW, 1)];
        }
        else
        {
            Kernels.PackedFilters packed = plan.Packed;
            axes =
            [
                packed.IsGrouped ? GroupedFilters(packed) : $"PackedAxis.Blocked({conv.Filters}, {packed.FilterBlockStride})",
                packed.IsGrouped || packed.ChannelBlocks == 1 ? Strided(channels, packed.ChannelStride) : ChannelTable(packed),
                Strided(plan.KernelH, packed.RowStride),
                Strided(plan.KernelW, packed.ColumnStride),
            ];
        }

        Add(plan.Node, [conv.Filters, channels, plan.KernelH, plan.KernelW], conv.Bias, plan.WeightLength, channels * taps, plan.FiltersPerGroup * taps, axes, Rule(graph, plan.Node));
    }

    private void AddDense(NetworkGraph graph, Layout source, Node node, Dense dense)
    {
        Layout input = LayerPlan.Flattened(source);
        string inputs = input.IsBlocked && input.Height * input.Width > 1
            ? $"PackedAxis.FlattenedBlocked({input.Channels}, {input.Height}, {input.Width}, 16)"
            : Strided(input.Values, 16);
        Add(node, [dense.Units, input.Values], dense.Bias, Layout.RoundUp(dense.Units) * input.Values, input.Values, dense.Units,
            [$"PackedAxis.Blocked({dense.Units}, {input.Values * 16})", inputs], Rule(graph, node));
    }

    private void Add(Node node, EquatableArray<int> shape, bool bias, int length, int fanIn, int fanOut, string[] axes, InitializationRule rule)
    {
        offsets[(node.Index, false)] = Length;
        parameters.Add(new(node.Name + ".weight", shape, false, rule, fanIn, fanOut, Length, length, axes.ToEquatableArray()));
        Length += length;
        if (bias)
        {
            int padded = Layout.RoundUp(shape[0]);
            offsets[(node.Index, true)] = Length;
            parameters.Add(new(node.Name + ".bias", [shape[0]], true, InitializationRule.Zero, fanIn, fanOut, Length, padded, [Strided(shape[0], 1)]));
            Length += padded;
        }
    }

    private static string Strided(int count, int stride) => $"PackedAxis.Strided({count}, {stride})";

    /// <summary>Filters of a grouped convolution whose ranges differ: the filter's place, and its group's first channel within the range.</summary>
    private static string GroupedFilters(Kernels.PackedFilters packed)
    {
        int channels = packed.Channels / packed.Groups, filters = packed.Filters / packed.Groups;
        IEnumerable<int> offsets = Enumerable.Range(0, packed.Filters).Select(
            k => (k / 16 * packed.FilterBlockStride) + (k % 16) + (((k / filters * channels) - packed.Starts[k / 16]) * packed.ChannelStride));
        return $"PackedAxis.Table([{string.Join(", ", offsets)}])";
    }

    private static string ChannelTable(Kernels.PackedFilters packed) =>
        $"PackedAxis.Table([{string.Join(", ", Enumerable.Range(0, packed.Channels).Select(c => (c / 16 * packed.ChannelBlockStride) + (c % 16 * 16)))}])";
}
