using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// How one convolution is computed: with vectors over output channels (<see cref="IsPlanar"/> false), or over the columns of a row where few
/// filters would leave most of a channel vector empty.
/// </summary>
internal sealed record ConvPlan(Node Node, Conv Conv, Layout Source, Layout Target, bool IsPlanar)
{
    /// <summary>Outputs of a row that fill no more than half a tile of AVX-512.</summary>
    private const int ShortRow = 8;

    /// <summary>Filters of a convolution that takes twenty times as long as copying its source.</summary>
    private const int LeastFilters = 128;

    /// <summary>How a prediction computes the sums; <see cref="Lowerings.WinogradTraining"/> decides for training.</summary>
    public ConvAlgorithm Algorithm { get; init; }

    /// <summary>The window on three axes, with 1 on those that the map does not have.</summary>
    public Window2D Window { get; } = Window2D.Of(Conv.Window);

    public int KernelD => Window.KernelD;

    public int KernelH => Window.KernelH;

    public int KernelW => Window.KernelW;

    public int StrideD => Window.StrideD;

    public int StrideH => Window.StrideH;

    public int StrideW => Window.StrideW;

    public int DilationH => Window.DilationH;

    public int DilationW => Window.DilationW;

    public int PadTop => Window.PadTop;

    public int PadLeft => Window.PadLeft;

    public int ChannelsPerGroup => Source.Channels / Conv.Groups;

    public int FiltersPerGroup => Conv.Filters / Conv.Groups;

    public TapAxis Slices => Window.SlicesOf(Source, Target);

    public TapAxis Rows => Window.RowsOf(Source, Target);

    public TapAxis Columns => Window.ColumnsOf(Source, Target);

    public PackedFilters Packed => PackedFilters.Create(Conv.Filters, Source.Channels, KernelH, KernelW, Conv.Groups, Source.IsBlocked, KernelD);

    /// <summary>Every channel by itself; null where a filter sees several, or where vectors run along rows.</summary>
    public DepthwisePlan? Depthwise => !IsPlanar && IsDepthwise(Conv, Source)
        ? new(Source, Target, new DepthwiseFilters(Conv.Filters, KernelD, KernelH, KernelW), Window)
        : null;

    /// <summary>The division into tiles of a prediction that does not compute directly.</summary>
    public WinogradShape? Winograd => ConvCost.TilesOf(Algorithm, Source.AsBlocked(), Target, PadTop, PadLeft, KernelH, StrideH, StrideW);

    /// <summary>The division into strips of a prediction that saves multiplications over rows alone.</summary>
    public WinogradRowShape? WinogradRows => Algorithm switch
    {
        ConvAlgorithm.WinogradRows2 => RowsOf(2),
        ConvAlgorithm.WinogradRows4 => RowsOf(4),
        _ => null,
    };

    /// <summary>
    /// The copy that a prediction makes first where a direct convolution has strides or short rows: tiles of single rows would be narrow then, and meet every other line of the
    /// cache; those of the copy are full. It is worth its time where enough filters read it.
    /// </summary>
    public Im2ColKernel? Im2Col
    {
        get
        {
            bool canCopy = Algorithm == ConvAlgorithm.Direct && !IsPlanar && Conv.Groups == 1 && Source.IsBlocked && Source.Channels % Layout.Block == 0 && Source.Depth == 1;
            bool gains = Window.Taps == 1 ? Window.IsStrided : Target.Width <= ShortRow;
            return canCopy && gains && Conv.Filters >= LeastFilters ? new(Source, Rows, Columns) : null;
        }
    }

    /// <summary>F(<paramref name="size"/>, r) over rows.</summary>
    public WinogradRowShape RowsOf(int size) => new(size, Source, Target, Packed, Columns, PadTop);

    public int WeightLength => Layout.RoundUp(
        Depthwise is { } depthwise ? depthwise.Filters.Length : IsPlanar ? Conv.Filters * ChannelsPerGroup * Window.Taps : Packed.Length);

    public string Label => $"Conv{Window.Sizes}{(Conv.Groups > 1 ? $"Groups{Conv.Groups}" : "")}{Window.DilationText}";

    /// <summary>Rows of a source plane with its halo.</summary>
    public int PlaneRows => Target.Height + ((KernelH - 1) * DilationH);

    /// <summary>Floats of a row of a source plane: whole vectors of output columns, and the halo.</summary>
    public int PlaneStride => Layout.RoundUp(Layout.RoundUp(Target.Width) + ((KernelW - 1) * DilationW));

    /// <summary>Weights as [K, C/groups, rows, columns].</summary>
    public WeightStrides ForwardWeights => new(
        0, ChannelsPerGroup * KernelH * KernelW, KernelH * KernelW, KernelW, 1, FiltersPerGroup * ChannelsPerGroup * KernelH * KernelW);

    /// <summary>The same weights read for the data gradient: channels exchanged, taps reversed.</summary>
    public WeightStrides BackwardWeights => new(
        (KernelH * KernelW) - 1, KernelH * KernelW, ChannelsPerGroup * KernelH * KernelW, -KernelW, -1, FiltersPerGroup * ChannelsPerGroup * KernelH * KernelW);

    /// <summary>
    /// Chooses by the share of lanes that do useful work. Vectors along a row need stride 1, a source whose rows are contiguous, and no
    /// more than two axes.
    /// </summary>
    public static ConvPlan Create(Node node, Conv conv, Layout source)
    {
        Shape output = node.Output;
        Window2D window = Window2D.Of(conv.Window);
        PackedFilters packed = PackedFilters.Create(
            conv.Filters, source.Channels, window.KernelH, window.KernelW, conv.Groups, source.IsBlocked, window.KernelD);
        bool isDepthwise = IsDepthwise(conv, source);
        double blocked = (double)conv.Filters / (packed.FilterBlocks * 16) * (isDepthwise ? 1 : (double)(source.Channels / conv.Groups) / packed.Range);
        double planar = (double)output.Width / Layout.RoundUp(output.Width);
        bool isPlanar = source.IsPlanar && output.Rank < 3 && window.StrideH == 1 && window.StrideW == 1 && planar > blocked;
        return new ConvPlan(
            node, conv, isDepthwise && !isPlanar ? source.AsBlocked() : source, isPlanar ? Layout.Planar(output) : Layout.Blocked(output), isPlanar);
    }

    private static bool IsDepthwise(Conv conv, Layout source) =>
        conv.Groups > 1 && conv.Groups == source.Channels && DepthwiseFilters.Allows(conv.Filters / conv.Groups);
}
