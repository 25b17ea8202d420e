using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The time of a convolution by F(m, r) over rows alone, in the cycles of <see cref="ConvCost"/>, for S = ceil(H/m) strips, s columns of taps, C channels and rows of V vectors of
/// 16 floats in all channels. With vectors over K' vectors of filters, of which a last one of up to 8 counts half, and with vectors along rows, W' of K filters:
/// <code>
/// over filters   max((m + r - 1) S s C K' W / 0.97 + S (in V + out K' W), stores)          in, out = 12, 8 for F(2, 3); 20, 20 for F(4, 3); 20, 10 for F(2, 5)
/// along rows     S (((r + 1) s C + r - 1) K W' / 0.8 + in V)                               against r s C K W' H / 0.9
/// stores         2 * 64 K' H W bytes / 4 where those are more than 1 MB, else 0
/// </code>
/// The products run as the direct kernels do. A vector of a row is read, summed and written at every frequency, and so is each vector of products over filters; along rows
/// they are added up in registers. A map that no cache holds is read and written once whatever the algorithm, which is all the time that the first layer of VGG takes.
/// A convolution stays direct unless it gains a tenth.
/// The figures are fitted to the times of layers of 1 to 16 channels, which they meet within a tenth; <c>bench/StaticNet.Bench -- algorithms</c> holds the choices against the clock.
/// </summary>
internal static class WinogradRowCost
{
    private const double ProductRate = 0.97, PlanarRate = 0.9, AlongRate = 0.8, LeastGain = 0.9, BytesPerCycle = 4, CachedBytes = 1 << 20;

    /// <summary>The algorithm for a convolution that is direct otherwise.</summary>
    public static ConvAlgorithm Choose(ConvPlan plan)
    {
        if (plan.Conv.Groups != 1 || plan.Window is not { KernelD: 1, KernelH: 3 or 5, StrideH: 1, DilationH: 1 }
            || !(plan.IsPlanar ? WinogradRowPlanarConvKernel.Allows(plan.Source) : WinogradRowShape.Allows(plan.Source)))
        {
            return ConvAlgorithm.Direct;
        }

        if (plan.IsPlanar)
        {
            return AlongRows(plan) > LeastGain * DirectAlongRows(plan) ? ConvAlgorithm.Direct : ConvAlgorithm.WinogradRows2;
        }

        return Choose(plan.RowsOf(2));
    }

    /// <summary>The algorithm for a convolution with vectors over filters that is direct otherwise, given in strips of two rows.</summary>
    public static ConvAlgorithm Choose(WinogradRowShape shape)
    {
        int taps = shape.Filters.Rows;
        double two = Cycles(shape), four = taps == 3 ? Cycles(shape with { Size = 4 }) : double.PositiveInfinity;
        double sums = taps * shape.Columns.Count * (double)shape.Source.Channels * FilterVectors(shape.Target) * shape.Target.Positions;
        double direct = Math.Max(sums, Stores(shape.Target));
        return Math.Min(two, four) > LeastGain * direct ? ConvAlgorithm.Direct
            : two < four ? ConvAlgorithm.WinogradRows2
            : ConvAlgorithm.WinogradRows4;
    }

    /// <summary>Cycles for one picture.</summary>
    public static double Cycles(WinogradRowShape shape)
    {
        double strips = (shape.Target.Height + shape.Size - 1) / shape.Size, outputs = FilterVectors(shape.Target) * shape.Target.Width;
        double products = shape.Frequencies * strips * shape.Columns.Count * shape.Source.Channels * outputs / ProductRate;
        (int input, int output) = shape.Frequencies == 4 ? (12, 8) : (20, shape.Size == 4 ? 20 : 10);
        double vectors = (double)shape.Rows.Length / shape.Frequencies / Layout.Block;
        return Math.Max(products + (strips * ((input * vectors) + (output * outputs))), Stores(shape.Target));
    }

    /// <summary>Cycles in which a map goes to memory, each line of which is read before it is written.</summary>
    private static double Stores(Layout target)
    {
        double bytes = sizeof(float) * (double)target.Length;
        return bytes > CachedBytes ? 2 * bytes / BytesPerCycle : 0;
    }

    /// <summary>Cycles of <see cref="WinogradRowPlanarConvKernel"/>.</summary>
    private static double AlongRows(ConvPlan plan)
    {
        double strips = (plan.Target.Height + 1) / 2, filters = plan.Target.Channels, row = plan.Target.RowStride / Layout.Block;
        double products = (plan.KernelH + 1) * plan.KernelW * (double)plan.Source.Channels, sums = plan.KernelH - 1;
        double transform = (plan.KernelH == 3 ? 12 : 20) * (double)plan.Source.Channels * Layout.RoundUp(plan.Source.Width) / Layout.Block;
        return strips * (((products + sums) * filters * row / AlongRate) + transform);
    }

    /// <summary>Cycles of <see cref="PlanarConvKernel"/>.</summary>
    private static double DirectAlongRows(ConvPlan plan) =>
        plan.KernelH * plan.KernelW * (double)plan.Source.Channels * plan.Target.Channels * plan.Target.Height * (plan.Target.RowStride / Layout.Block) / PlanarRate;

    private static double FilterVectors(Layout target) => target.Channels / Layout.Block + ((target.Channels % Layout.Block) switch { 0 => 0, <= 8 => 0.5, _ => 1 });
}
