using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// One phase of a gather from windows back to the map that they slide over: positions of the map with the same remainders by the strides
/// are reached by the same taps.
/// </summary>
/// <param name="Name">"Phase01": part of a method's name; empty where there is but one.</param>
/// <param name="Offset">Of the phase's first position in the map.</param>
/// <param name="Slices">Taps over slices.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
/// <param name="Order">Which of the kernel's weights they meet.</param>
internal sealed record GatherPhase(string Name, int Offset, TapAxis Slices, TapAxis Rows, TapAxis Columns, TapOrder Order)
{
    /// <summary>All phases that the map has positions of.</summary>
    public static IEnumerable<GatherPhase> Of(Window2D window, Layout map, Layout windows)
    {
        foreach ((int z, int y, int x) in
            from z in Enumerable.Range(0, Math.Min(window.StrideD, map.Depth))
            from y in Enumerable.Range(0, Math.Min(window.StrideH, map.Height))
            from x in Enumerable.Range(0, Math.Min(window.StrideW, map.Width))
            select (z, y, x))
        {
            TapAxis slices = TapAxis.Gather(
                map.Depth, windows.Depth, window.KernelD, window.StrideD, window.DilationD, window.PadFront, z, out int lastSlice, out int sliceStep);
            TapAxis rows = TapAxis.Gather(
                map.Height, windows.Height, window.KernelH, window.StrideH, window.DilationH, window.PadTop, y, out int lastRow, out int rowStep);
            TapAxis columns = TapAxis.Gather(
                map.Width, windows.Width, window.KernelW, window.StrideW, window.DilationW, window.PadLeft, x, out int lastColumn, out int columnStep);
            string name = window.IsStrided ? $"Phase{(window.StrideD > 1 ? $"{z}" : "")}{y}{x}" : "";
            var order = new TapOrder(lastRow, -rowStep, lastColumn, -columnStep) { FirstSlice = lastSlice, SliceStep = -sliceStep };
            yield return new GatherPhase(name, map.Offset(0, z, y, x), slices, rows, columns, order);
        }
    }
}
