using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// How a convolution channel by channel is computed, from one blocked map to another: over its windows, or gathered the other way. The
/// one is the other's data gradient, so that a convolution and its transpose differ in which of them is forward. Forward goes from
/// channels to as many filters or a multiple; back, every filter has a map of its own, which are then summed up.
/// </summary>
/// <param name="Map">The map that the windows slide over.</param>
/// <param name="Windows">The map of one value for each window.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Window">The window.</param>
internal sealed record DepthwisePlan(Layout Map, Layout Windows, DepthwiseFilters Filters, Window2D Window)
{
    private string Label => $"Depthwise{Window.Sizes}{Window.DilationText}";

    /// <summary>From the map to the windows, which have a channel for each filter.</summary>
    public DepthwiseConvKernel Slide(string prefix, bool hasBias, Activation? activation, bool isScaled = false) => new(
        prefix + Label, Map, Windows with { Channels = Filters.Filters }, Filters, Window.RowsOf(Map, Windows), Window.ColumnsOf(Map, Windows),
        TapOrder.Forward, 1, 1, hasBias, activation, isScaled)
    {
        Slices = Window.SlicesOf(Map, Windows),
    };

    /// <summary>
    /// From the windows to the map, which has a channel for each filter: a kernel for each phase of the stride with the offset of its
    /// first value in the map. Positions with the same remainder are reached by the same taps.
    /// </summary>
    public IEnumerable<(DepthwiseConvKernel Kernel, int Offset)> Gather(string prefix, bool hasBias, Activation? activation, bool isScaled = false)
    {
        Layout target = Map with { Channels = Filters.Filters };
        foreach (GatherPhase phase in GatherPhase.Of(Window, Map, Windows))
        {
            var kernel = new DepthwiseConvKernel(
                $"{prefix}{Label}{phase.Name}", Windows, target, Filters, phase.Rows, phase.Columns, phase.Order, Window.StrideH, Window.StrideW,
                hasBias, activation, isScaled)
            {
                Slices = phase.Slices,
                TargetStepZ = Window.StrideD,
            };
            yield return (kernel, phase.Offset);
        }
    }

    /// <summary>The weights' gradient, from a map and its windows, one of which is a gradient.</summary>
    public DepthwiseWeightGradientKernel WeightGradient(Operand map, Operand windows) => new(
        Map, map.PictureStride, Windows, windows.PictureStride, Filters, Window.RowsOf(Map, Windows), Window.ColumnsOf(Map, Windows))
    {
        Slices = Window.SlicesOf(Map, Windows),
    };
}
