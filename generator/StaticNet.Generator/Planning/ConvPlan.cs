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
    private Window Window => Conv.Window;

    public int KernelH => Window.Kernel[0];

    public int KernelW => Window.Kernel[1];

    public int StrideH => Window.Stride[0];

    public int StrideW => Window.Stride[1];

    public int DilationH => Window.Dilation[0];

    public int DilationW => Window.Dilation[1];

    public int PadTop => Window.PaddingBefore[0];

    public int PadLeft => Window.PaddingBefore[1];

    public int ChannelsPerGroup => Source.Channels / Conv.Groups;

    public int FiltersPerGroup => Conv.Filters / Conv.Groups;

    public TapAxis Rows => TapAxis.Forward(Target.Height, Source.Height, KernelH, StrideH, DilationH, PadTop);

    public TapAxis Columns => TapAxis.Forward(Target.Width, Source.Width, KernelW, StrideW, DilationW, PadLeft);

    public PackedFilters Packed => PackedFilters.Create(Conv.Filters, Source.Channels, KernelH, KernelW, Conv.Groups, Source.IsBlocked);

    public int WeightLength => Layout.RoundUp(IsPlanar ? Conv.Filters * ChannelsPerGroup * KernelH * KernelW : Packed.Length);

    public string Label => $"Conv{KernelH}x{KernelW}{(Conv.Groups > 1 ? $"Groups{Conv.Groups}" : "")}{(DilationH * DilationW > 1 ? $"Dilated{DilationH}x{DilationW}" : "")}";

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
    /// Chooses by the share of lanes that do useful work. Vectors along a row need stride 1, and a source whose rows are contiguous.
    /// </summary>
    public static ConvPlan Create(Node node, Conv conv, Layout source)
    {
        Shape output = node.Output;
        PackedFilters packed = PackedFilters.Create(
            conv.Filters, source.Channels, conv.Window.Kernel[0], conv.Window.Kernel[1], conv.Groups, source.IsBlocked);
        double blocked = (double)conv.Filters * (source.Channels / conv.Groups) / (packed.FilterBlocks * 16.0 * packed.Range);
        double planar = (double)output.Width / Layout.RoundUp(output.Width);
        bool isPlanar = source.IsPlanar && conv.Window.Stride[0] == 1 && conv.Window.Stride[1] == 1 && planar > blocked;
        return new ConvPlan(node, conv, source, isPlanar ? Layout.Planar(output) : Layout.Blocked(output), isPlanar);
    }
}
