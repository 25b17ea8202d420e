using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The time of a convolution by <see cref="WinogradRowShape"/>, in the cycles of <see cref="ConvCost"/>. For S = ceil(H/m) strips, s columns of taps, K' vectors of filters, of
/// which a last one of up to 8 counts half, and rows of V vectors of 16 floats in all channels:
/// <code>
/// F(m, r) over rows   (m + r - 1) S s C K' W / 0.97 + S (in V + out K' W)          cycles
///                     in, out = 12, 12 for F(2, 3); 20, 24 for F(4, 3); 20, 20 for F(2, 5)
/// </code>
/// The products run as the direct kernel does. A vector of a row is read, summed and written at every frequency, and so is each vector of products.
/// </summary>
internal static class WinogradRowCost
{
    private const double ProductRate = 0.97, PlanarRate = 0.9, LeastGain = 0.9;

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

        double two = Cycles(plan.RowsOf(2)), four = plan.KernelH == 3 ? Cycles(plan.RowsOf(4)) : double.PositiveInfinity;
        double direct = plan.KernelH * plan.KernelW * (double)plan.Source.Channels * FilterVectors(plan.Target) * plan.Target.Positions;
        return Math.Min(two, four) > LeastGain * direct ? ConvAlgorithm.Direct
            : two < four ? ConvAlgorithm.WinogradRows2
            : ConvAlgorithm.WinogradRows4;
    }

    /// <summary>Cycles for one picture.</summary>
    public static double Cycles(WinogradRowShape shape)
    {
        double strips = (shape.Target.Height + shape.Size - 1) / shape.Size, outputs = FilterVectors(shape.Target) * shape.Target.Width;
        double products = shape.Frequencies * strips * shape.Columns.Count * shape.Source.Channels * outputs / ProductRate;
        (int input, int output) = shape.Frequencies == 4 ? (12, 12) : (20, shape.Size == 4 ? 24 : 20);
        double vectors = (double)shape.Rows.Length / shape.Frequencies / Layout.Block;
        return products + (strips * ((input * vectors) + (output * outputs)));
    }

    /// <summary>Cycles of <see cref="WinogradRowPlanarConvKernel"/>.</summary>
    private static double AlongRows(ConvPlan plan)
    {
        double strips = (plan.Target.Height + 1) / 2, filters = plan.Target.Channels, row = plan.Target.RowStride / Layout.Block;
        double products = (plan.KernelH + 1) * plan.KernelW * (double)plan.Source.Channels, sums = plan.KernelH - 1;
        double transform = (plan.KernelH == 3 ? 12 : 20) * (double)plan.Source.Channels * Layout.RoundUp(plan.Source.Width) / Layout.Block;
        return strips * (((products + sums) * filters * row / PlanarRate) + transform);
    }

    /// <summary>Cycles of <see cref="PlanarConvKernel"/>.</summary>
    private static double DirectAlongRows(ConvPlan plan) =>
        plan.KernelH * plan.KernelW * (double)plan.Source.Channels * plan.Target.Channels * plan.Target.Height * (plan.Target.RowStride / Layout.Block) / PlanarRate;

    private static double FilterVectors(Layout target) => target.Channels / Layout.Block + ((target.Channels % Layout.Block) switch { 0 => 0, <= 8 => 0.5, _ => 1 });
}
