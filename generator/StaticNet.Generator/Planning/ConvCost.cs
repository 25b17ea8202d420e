using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>How the sums of a convolution are computed.</summary>
internal enum ConvAlgorithm
{
    /// <summary>Tap by tap.</summary>
    Direct,

    /// <summary>F(2x2, 3x3): 2.25 times fewer multiplications, with stride 2 1.44 times; for filters of 5x5 F(2x2, 5x5): 2.78 times.</summary>
    Winograd2,

    /// <summary>F(4x4, 3x3): 4 times fewer multiplications, transforms of three times the length, and filters of 36 values for 9.</summary>
    Winograd4,

    /// <summary>F(4x2, 3x3): 3 times fewer multiplications, and filters of 24 values, for small maps whose filters of 36 would take longer to come from memory.</summary>
    Winograd4x2,

    /// <summary>F(2, 3) or F(2, 5) over rows alone: 1.5 or 1.67 times fewer multiplications, and transforms that are sums of rows.</summary>
    WinogradRows2,

    /// <summary>F(4, 3) over rows alone: 2 times fewer multiplications.</summary>
    WinogradRows4,
}

/// <summary>
/// The time that a convolution of 3x3 with stride 1 or 2, or of 5x5 with stride 1, takes by either algorithm, predicted when the network is built, for a core that multiplies and adds one vector
/// of 16 floats a cycle. For C channels in C' blocks of 16, K filters in K' vectors of 16, and H x W outputs:
/// <code>
/// direct     r^2 C K' H W                                                           cycles
/// F(m, r)    max(products, filters) + T (in C' + out K')
///            T = ceil(H/m) ceil(W/m)                                                tiles of m x m
///            products = T K' (V C + 3 F) / 0.95 + 25 F ceil(T/7) ceil(K'/2)
///            filters = 64 V C K' bytes / 7 where those are more than 1 MB, else 0
///            V = F = (m + r - 1)^2                                                  values of a patch, and frequencies
///            in, out = 60, 50 for F(2, 3); 190, 160 for F(4, 3); 190, 120 for F(2, 5)
/// F(4x2, 3x3)    T = ceil(H/4) ceil(W/2), V = F = 24; in, out = 110, 95
/// F(2, 3) by 2   the same with V = 25, F = 9; in, out = 94, 28; by 2 on one axis V = 20, F = 12; 75, 38
/// </code>
/// The direct kernel runs at the peak. The products of transformed patches and filters reach 95 % of it, but that a vector of sums takes 3 cycles to store, and
/// a call of a register tile 25. They cannot be faster than the transformed filters come from memory, of which many are read once for every picture: 7 bytes a cycle are 26 GB/s, which one core
/// reads where those of the next frequency are fetched ahead. That is what rules out F(4, 3) where a map has few tiles; those of 512 channels at 7x7 would be 38 MB for four tiles, where F(4x2, 3x3)
/// has 25 MB for eight. The transforms take in and out cycles for 16 channels of a tile.
/// A map that lies in rows is put into blocks of channels first, 16 cycles a vector; that is a network's input or follows one of few channels.
/// A convolution takes the algorithm with the least time, but stays direct unless it gains a tenth.
/// The figures of F(2, 3) and F(4, 3) were measured; those with strides, of F(4x2, 3x3), of F(2, 5) and of the change of layout are in proportion to them. <c>bench/StaticNet.Bench -- algorithms</c> holds
/// the choices against the clock.
/// </summary>
internal static class ConvCost
{
    private const double ProductRate = 0.95, CyclesPerStore = 3, CyclesPerCall = 25, BytesPerCycle = 7, CachedBytes = 1 << 20, CyclesPerVectorMoved = 16, LeastGain = 0.9;

    /// <summary>The algorithm for a convolution that may take any.</summary>
    public static ConvAlgorithm Choose(ConvPlan plan)
    {
        ConvAlgorithm square = ChooseSquare(plan);
        return square == ConvAlgorithm.Direct ? WinogradRowCost.Choose(plan) : square;
    }

    private static ConvAlgorithm ChooseSquare(ConvPlan plan) => plan.Conv.Groups == 1 && !plan.IsPlanar && plan.Source.Depth == 1 && plan.Window is
        {
            KernelD: 1, KernelH: 3 or 5, StrideH: 1 or 2, StrideW: 1 or 2, DilationH: 1, DilationW: 1,
        }
        && plan.KernelH == plan.KernelW && (plan.KernelH == 3 || (plan.StrideH == 1 && plan.StrideW == 1))
        ? Choose(plan.Source, plan.Target, plan.PadTop, plan.PadLeft, plan.KernelH, plan.StrideH, plan.StrideW)
        : ConvAlgorithm.Direct;

    /// <summary>The algorithm for a convolution of 3x3, or of 5x5 with stride 1.</summary>
    public static ConvAlgorithm Choose(Layout source, Layout target, int padTop, int padLeft, int taps = 3, int strideRows = 1, int strideColumns = 1)
    {
        double change = source.IsBlocked ? 0 : CyclesPerVectorMoved * source.Blocks * source.Positions;
        (ConvAlgorithm algorithm, double cycles) =
            (taps == 3 && strideRows == 1 && strideColumns == 1 ? new[] { ConvAlgorithm.Winograd2, ConvAlgorithm.Winograd4, ConvAlgorithm.Winograd4x2 } : [ConvAlgorithm.Winograd2])
            .Select(algorithm => (algorithm, Winograd(TilesOf(algorithm, source.AsBlocked(), target, padTop, padLeft, taps, strideRows, strideColumns)!)))
            .OrderBy(static choice => choice.Item2).First();
        return cycles + change > LeastGain * Direct(source, target, taps) ? ConvAlgorithm.Direct : algorithm;
    }

    /// <summary>How an algorithm cuts a map of both axes into tiles; null for those that do not.</summary>
    public static WinogradShape? TilesOf(
        ConvAlgorithm algorithm, Layout source, Layout target, int padTop, int padLeft, int taps = 3, int strideRows = 1, int strideColumns = 1)
    {
        (int rows, int columns) = algorithm switch
        {
            ConvAlgorithm.Winograd2 => (2, 2),
            ConvAlgorithm.Winograd4 => (4, 4),
            ConvAlgorithm.Winograd4x2 => (4, 2),
            _ => (0, 0),
        };
        return rows == 0 ? null : new(new WinogradAxis(rows, taps, strideRows), new WinogradAxis(columns, taps, strideColumns), source, target, padTop, padLeft);
    }

    /// <summary>Cycles of the direct kernel.</summary>
    public static double Direct(Layout source, Layout target, int taps = 3) => (double)taps * taps * source.Channels * target.Blocks * target.Positions;

    /// <summary>Cycles of a Winograd convolution of one picture, where filters are read once for so many of them.</summary>
    public static double Winograd(WinogradShape shape, int pictures = 1)
    {
        double calls = (double)shape.Frequencies * shape.TileBlocks * shape.Groups;
        double products = (double)shape.Tiles * shape.Target.Blocks * ((shape.Values * (double)shape.Source.Channels) + (shape.Frequencies * CyclesPerStore)) / ProductRate;
        double bytes = 4.0 * shape.FilterLength;
        double stream = bytes > CachedBytes ? bytes / BytesPerCycle / pictures : 0;

        // Of patches that are transformed by sums alone: in proportion to the values read and written.
        (double input, double output) = shape.Rows.Stride == 2 || shape.Columns.Stride == 2 || shape.Values == 16 ? (60 / 16.0 * shape.Values, 50 / 16.0 * shape.Frequencies)
            : shape.Values == 24 ? (110, 95)
            : (190, shape.Size == 2 ? 120 : 160);
        return Math.Max(products + (calls * CyclesPerCall), stream) + (shape.Tiles * ((input * shape.Source.Blocks) + (output * shape.Target.Blocks)));
    }
}
