using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>A transposed convolution, as its <see cref="TransposedPlan"/> says: a convolution's data gradient forward, and a convolution backward.</summary>
internal sealed class ConvTransposeLowering : Lowering<ConvTranspose>
{
    protected override Layout LayoutOf(Node node, ConvTranspose layer, LayerPlan layers) => Layout.Blocked(node.Output);

    protected override void AddParameters(Node node, ConvTranspose layer, ParameterPlanner parameters)
    {
        TransposedPlan plan = PlanOf(node, layer, parameters.Layers);
        Window2D window = plan.Window;
        int taps = window.Taps;

        // A tap in so many meets a value: along an axis of stride S every S-th.
        int fanIn = plan.ChannelsPerGroup * Meeting(window.KernelD, window.StrideD) * Meeting(window.KernelH, window.StrideH)
            * Meeting(window.KernelW, window.StrideW);
        int fanOut = plan.FiltersPerGroup * taps;
        (int length, string[] channels, string[] kernel) = Axes(plan);
        EquatableArray<int> shape = [plan.Source.Channels, plan.FiltersPerGroup, .. layer.Window.Kernel];
        parameters.Add(
            node, "weight", shape, isBias: false, parameters.RuleFor(node), fanIn, fanOut, length,
            [.. channels, .. kernel.Skip(kernel.Length - node.Output.Rank)]);
        if (layer.Bias)
        {
            parameters.AddBias(node, layer.Filters, fanIn, fanOut);
        }
    }

    protected override void Forward(Node node, ConvTranspose layer, ForwardPlanner forward)
    {
        TransposedPlan plan = PlanOf(node, layer, forward.Layers);
        Place source = forward.Rearranged(node, plan.Source);
        string title = forward.Title(
            node, $"{WindowTitle.Sizes(layer.Window.Kernel)} transposed convolution{WindowTitle.Options(layer.Window)}{(layer.Groups > 1 ? $", {layer.Groups} groups" : "")}, ");
        Epilogue epilogue = Epilogue.Fuse(node, layer.Bias, forward, ref title);
        Node last = epilogue.Last;
        IEnumerable<(Kernel Kernel, int Offset)> phases = plan.Depthwise is { } depthwise
            ? depthwise.Gather("Transposed", epilogue.HasBias, epilogue.Activation, epilogue.IsScaled).Select(static phase => ((Kernel)phase.Kernel, phase.Offset))
            : plan.Phases(epilogue.HasBias, epilogue.Activation, epilogue.IsScaled);
        Operand weights = forward.Parameters.Of(node, "weight"), target = forward.NewValue(last);
        foreach ((Kernel kernel, int offset) in phases)
        {
            forward.Add(kernel, title, [source.Operand, weights, .. epilogue.Operands, target.At(offset)]);
        }

        forward.Place(last, new Place(forward.Layers[last.Index], target));
    }

    protected override void Backward(Node node, ConvTranspose layer, BackwardPlanner backward)
    {
        TransposedPlan plan = PlanOf(node, layer, backward.Layers);
        string title = BackwardPlanner.Title(node);
        Operand dy = backward.GradientBeforeActivation(node);
        if (layer.Bias)
        {
            backward.Add(
                new BiasGradientKernel(plan.Target, layer.Filters, dy.PictureStride), title + ": bias", Guard.Always,
                dy, backward.ParameterGradient(node, "bias"));
        }

        Operand x = backward.Forward.InputRead(node).Operand;
        Operand weights = backward.Parameters.Of(node, "weight"), gradient = backward.ParameterGradient(node, "weight");
        Layout input = Layout.Blocked(backward.Graph[node.Inputs[0]].Output);
        if (plan.Depthwise is { } depthwise)
        {
            backward.Add(depthwise.WeightGradient(dy, x), title + ": weights", Guard.Always, dy, x, gradient);
            backward.Contribute(node, input, title + ": data", (target, guard) =>
            {
                DepthwiseConvKernel kernel = depthwise.Slide("TransposedData", hasBias: false, activation: null);
                Operand filters = kernel.Target == input ? target : backward.NewScratch(kernel.Target.Length);
                backward.Add(kernel, title + ": data", guard, dy, weights, filters);
                if (kernel.Target != input)
                {
                    backward.Add(new FilterSumKernel(kernel.Target, input), title + ": data, of all filters", guard, filters, target);
                }
            });
            return;
        }

        backward.Add(plan.WeightGradient(x, dy), title + ": weights", Guard.Always, x, dy, gradient);
        if (plan.Packed.IsGrouped)
        {
            backward.Add(new GroupMaskKernel(plan.Packed), title + ": weights across groups", Guard.Always, gradient);
        }

        backward.Contribute(node, input, title + ": data", (target, guard) =>
        {
            BlockedConvKernel data = plan.DataGradient(input, out PackedFilters filters);
            Operand exchanged = backward.Preparation.NewMemory(filters.Length);
            backward.Preparation.Add(
                node, new FilterTransposeKernel(plan.Packed, [new GradientPhase(filters, 0, LastRow: 0, RowStep: -1, LastColumn: 0, ColumnStep: -1) { SliceStep = -1 }]),
                weights, exchanged);
            backward.Add(data, title + ": data", guard, dy, exchanged, target);
        });
    }

    private static TransposedPlan PlanOf(Node node, ConvTranspose layer, LayerPlan layers) =>
        TransposedPlan.Create(node, layer, layers[node.Inputs[0]]);

    private static int Meeting(int kernel, int stride) => (kernel + stride - 1) / stride;

    /// <summary>Packed floats, and how channels, filters of the group and taps lie in them.</summary>
    private static (int Length, string[] Channels, string[] Kernel) Axes(TransposedPlan plan)
    {
        Window2D window = plan.Window;
        int channels = plan.ChannelsPerGroup, filtersPerGroup = plan.FiltersPerGroup;
        string[] Kernel(int sliceStride, int rowStride, int columnStride) =>
        [
            ParameterPlanner.Strided(window.KernelD, sliceStride), ParameterPlanner.Strided(window.KernelH, rowStride),
            ParameterPlanner.Strided(window.KernelW, columnStride),
        ];
        IEnumerable<int> all = Enumerable.Range(0, plan.Source.Channels);
        if (plan.Depthwise is { } depthwise)
        {
            DepthwiseFilters filters = depthwise.Filters;
            string first = filtersPerGroup == 1
                ? $"PackedAxis.Blocked({filters.Filters}, {filters.BlockStride})"
                : Table(all.Select(c => (c * filtersPerGroup / 16 * filters.BlockStride) + (c * filtersPerGroup % 16)));
            return (
                filters.Length, [first, $"PackedAxis.Blocked({filtersPerGroup}, {filters.BlockStride})"],
                Kernel(filters.SliceStride, filters.RowStride, DepthwiseFilters.ColumnStride));
        }

        PackedFilters packed = plan.Packed;
        string[] taps = Kernel(packed.SliceStride, packed.RowStride, packed.ColumnStride);
        string blocks = $"PackedAxis.Blocked({filtersPerGroup}, {packed.FilterBlockStride})";
        if (!packed.IsGrouped)
        {
            string first = packed.ChannelBlocks == 1
                ? ParameterPlanner.Strided(channels, packed.ChannelStride)
                : Table(all.Select(c => (c / 16 * packed.ChannelBlockStride) + (c % 16 * packed.ChannelStride)));
            return (Layout.RoundUp(packed.Length), [first, blocks], taps);
        }

        int Offset(int c, int k)
        {
            int filter = (c / channels * filtersPerGroup) + k;
            return (filter / 16 * packed.FilterBlockStride) + (filter % 16) + ((c - packed.Starts[filter / 16]) * packed.ChannelStride);
        }

        // Where a group's filters fill their blocks, channel and filter add up; else the place of a filter in its block depends on the group.
        string[] channelsAndFilters = filtersPerGroup % 16 == 0
            ? [Table(all.Select(c => Offset(c, 0))), blocks]
            : [Table(all.SelectMany(c => Enumerable.Range(0, filtersPerGroup).Select(k => Offset(c, k))))];
        return (Layout.RoundUp(packed.Length), channelsAndFilters, taps);
    }

    private static string Table(IEnumerable<int> offsets) => $"PackedAxis.Table([{string.Join(", ", offsets)}])";
}
