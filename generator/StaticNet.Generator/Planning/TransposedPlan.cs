using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// How a transposed convolution is computed: as the data gradient of the convolution that slides over its output. Every output position
/// gathers what reaches it, phase by phase of the stride, with vectors over filters.
/// </summary>
internal sealed record TransposedPlan(ConvTranspose Layer, Layout Source, Layout Target)
{
    public Window2D Window { get; } = Window2D.Of(Layer.Window);

    public int ChannelsPerGroup => Source.Channels / Layer.Groups;

    public int FiltersPerGroup => Layer.Filters / Layer.Groups;

    /// <summary>Every channel by itself; null where a filter sees several.</summary>
    public DepthwisePlan? Depthwise => Layer.Groups > 1 && Layer.Groups == Source.Channels && DepthwiseFilters.Allows(FiltersPerGroup)
        ? new(Target, Source, new DepthwiseFilters(Layer.Filters, Window.KernelD, Window.KernelH, Window.KernelW), Window)
        : null;

    /// <summary>The order of the weights, filters being the output's channels.</summary>
    public PackedFilters Packed => PackedFilters.Create(
        Layer.Filters, Source.Channels, Window.KernelH, Window.KernelW, Layer.Groups, Source.IsBlocked, Window.KernelD);

    private string Label => $"ConvTranspose{Window.Sizes}{(Layer.Groups > 1 ? $"Groups{Layer.Groups}" : "")}{Window.DilationText}";

    public static TransposedPlan Create(Node node, ConvTranspose layer, Layout source)
    {
        var plan = new TransposedPlan(layer, source, Layout.Blocked(node.Output));
        return plan.Depthwise is null ? plan : plan with { Source = source.AsBlocked() };
    }

    /// <summary>One kernel for each phase of the stride, with the offset of its first value in the output.</summary>
    public IEnumerable<(Kernel Kernel, int Offset)> Phases(bool hasBias, Activation? activation, bool isScaled) =>
        from phase in GatherPhase.Of(Window, Target, Source)
        select (
            (Kernel)new BlockedConvKernel(
                Label + phase.Name, Source, Target, Packed, phase.Rows, phase.Columns, Window.StrideH, Window.StrideW, hasBias, activation, isScaled)
            {
                Slices = phase.Slices,
                TargetStepZ = Window.StrideD,
                Order = phase.Order,
            },
            phase.Offset);

    /// <summary>The weights' gradient: that of the convolution from output to input, with X and dY exchanged.</summary>
    public BlockedWeightGradientKernel WeightGradient(Operand x, Operand dy) => new(
        Source, x.PictureStride, Target, dy.PictureStride, Packed, Window.RowsOf(Target, Source), Window.ColumnsOf(Target, Source))
    {
        Slices = Window.SlicesOf(Target, Source),
        Exchanged = true,
    };

    /// <summary>The convolution that makes the input's gradient, in <paramref name="input"/>, from the output's; and the order of its weights.</summary>
    public BlockedConvKernel DataGradient(Layout input, out PackedFilters filters)
    {
        filters = PackedFilters.Create(
            Source.Channels, Layer.Filters, Window.KernelH, Window.KernelW, Layer.Groups, blockedSource: true, Window.KernelD);
        return new BlockedConvKernel(
            "Data" + Label, Target, input, filters, Window.RowsOf(Target, Source), Window.ColumnsOf(Target, Source), 1, 1,
            HasBias: false, Activation: null)
        {
            Slices = Window.SlicesOf(Target, Source),
        };
    }
}
