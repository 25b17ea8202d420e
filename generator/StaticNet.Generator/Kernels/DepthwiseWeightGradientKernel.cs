using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// dW[k, i, j] = sum over pictures and pixels of dY[k, y, x] * X[k/m, y*S + i*D - P, x*S + j*D - P], with m filters to a channel, lane by
/// lane, in the order of <see cref="DepthwiseFilters"/>. In a transposed convolution the one that has fewer channels is dY's part. The sums of one kernel row stay in registers while pictures, rows and columns run; each tap has as
/// many sums of its own as hide the latency of the multiply-add, and a value of X is loaded once for all taps that meet it.
/// </summary>
/// <param name="Source">Blocked layout of X.</param>
/// <param name="SourceStride">Floats from a picture's X to the next one's.</param>
/// <param name="Gradient">Blocked layout of dY.</param>
/// <param name="GradientStride">Floats from a picture's dY to the next one's.</param>
/// <param name="Filters">Order of dW.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
internal sealed record DepthwiseWeightGradientKernel(
    Layout Source,
    int SourceStride,
    Layout Gradient,
    int GradientStride,
    DepthwiseFilters Filters,
    TapAxis Rows,
    TapAxis Columns) : Kernel
{
    private const int TilePixels = 8;

    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    public override string Name => $"DepthwiseWeightGradient{Filters.Rows}x{Filters.Columns}_{Source.Sizes}_To_{Gradient.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    private bool IsVolume => !Slices.IsSingle;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        ColumnRun[] runs = ColumnRuns.Of(Columns, TilePixels);
        int perMethod = Tiling.Accumulators(isa);
        (ColumnRun Run, int First, int End)[] parts =
        [
            .. from run in runs
               let taps = run.Taps(Columns)
               where taps.Length > 0
               from first in Enumerable.Range(0, ((taps.Length - 1) / perMethod) + 1).Select(part => taps[0] + (part * perMethod))
               select (run, first, Math.Min(first + perMethod, taps[taps.Length - 1] + 1)),
        ];
        string Method((ColumnRun Run, int First, int End) part) => $"{name}_{part.Run.Name}{(part.First > 0 ? $"_From{part.First}" : "")}";

        writer.Comment(
            $"dW of {Filters.Filters} channels by themselves, {(IsVolume ? $"{Filters.Slices}x" : "")}{Filters.Rows}x{Filters.Columns} taps,"
            + $" X {Source.Tuple}, dY {Gradient.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int group = 0; group < {Filters.Blocks * 16 / isa.Width}; group++)"))
        {
            writer.Line($"ref float xg = ref Unsafe.Add(ref x, {DepthwiseFilters.SourceOffset(isa, "group", Source.BlockStride, MultiplierOf(Source))});");
            writer.Line($"ref float dyg = ref Unsafe.Add(ref dy, {DepthwiseFilters.SourceOffset(isa, "group", Gradient.BlockStride, MultiplierOf(Gradient))});");
            writer.Line($"ref float gg = ref Unsafe.Add(ref gradient, {DepthwiseFilters.GroupOffset(isa, "group", Filters.BlockStride)});");
            using (IsVolume ? writer.Open($"for (int d = 0; d < {Slices.Count}; d++)") : default(IDisposable))
            {
                if (IsVolume)
                {
                    EmitRange(writer, Slices, "d", "front", "fromSlice", "toSlice");
                }

                using (writer.Open($"for (int i = 0; i < {Rows.Count}; i++)"))
                {
                    EmitRange(writer, Rows, "i", "top", "from", "to");
                    writer.Line($"ref float gi = ref Unsafe.Add(ref gg, {(IsVolume ? $"(d * {Filters.SliceStride}) + " : "")}(i * {Filters.RowStride}));");
                    for (int j = 0; j < Columns.Count; j++)
                    {
                        writer.Line(isa.Store(isa.Zero, "gi", j * DepthwiseFilters.ColumnStride));
                    }

                    foreach (var part in parts)
                    {
                        writer.Line($"{Method(part)}(ref xg, ref dyg, ref gi, count, {(IsVolume ? "front, fromSlice, toSlice, " : "")}top, from, to);");
                    }
                }
            }
        }

        foreach (var part in parts)
        {
            writer.Line();
            EmitMethod(writer, isa, Method(part), part.Run, part.First, part.End);
        }
    }

    private int MultiplierOf(Layout layout) => Filters.Filters / layout.Channels;

    /// <summary>The outputs for which one tap lies inside the source.</summary>
    private static void EmitRange(CodeWriter writer, TapAxis axis, string tap, string start, string from, string to)
    {
        string position = axis.Step == 1 ? tap : $"({tap} * {axis.Step})";
        writer.Line($"int {start} = {(axis.First < 0 ? $"{position} - {-axis.First}" : VectorCode.Sum(position, axis.First))};");
        writer.Line($"int {from} = {axis.FirstOutput(start)};");
        writer.Line($"int {to} = {axis.AfterOutput(start)};");
    }

    /// <summary>Adds the products of one run of columns to the sums of taps <paramref name="first"/> up to <paramref name="end"/>.</summary>
    private void EmitMethod(CodeWriter writer, Isa isa, string name, ColumnRun run, int first, int end)
    {
        int chains = Math.Max(1, Math.Min(run.Pixels, Tiling.Accumulators(isa) / (end - first)));
        int xStep = Columns.Stride * Source.PixelStride;
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float x, ref float dy, ref float gradient, int count, {(IsVolume ? "int front, int fromSlice, int toSlice, " : "")}int top, int from, int to)"))
        {
            for (int tap = first; tap < end; tap++)
            {
                writer.Line("Lanes " + string.Join(", ", Enumerable.Range(0, chains).Select(chain => $"a{tap}_{chain} = {isa.Zero}")) + ";");
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, run.Pixels).Select(static p => $"dy{p}"))}, value;");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            using (IsVolume ? writer.Open("for (int slice = fromSlice; slice < toSlice; slice++)") : default(IDisposable))
            using (writer.Open("for (int row = from; row < to; row++)"))
            {
                (string sourceSlice, string gradientSlice) = !IsVolume ? ("", "")
                    : ($"((front + (slice * {Slices.Stride})) * {Source.SliceStride}) + ", $"(slice * {Gradient.SliceStride}) + ");
                string line = Rows.Stride == 1 ? "(top + row)" : $"(top + (row * {Rows.Stride}))";
                writer.Line($"ref float xp = ref Unsafe.Add(ref x, (picture * {SourceStride}) + {sourceSlice}({line} * {Source.LineStride}) + {run.First * xStep});");
                writer.Line($"ref float dyp = ref Unsafe.Add(ref dy, (picture * {GradientStride}) + {gradientSlice}(row * {Gradient.LineStride}) + {run.First * Gradient.PixelStride});");
                if (run.Tiles == 1)
                {
                    EmitTile(writer, isa, run, first, end, chains);
                }
                else
                {
                    using (writer.Open($"for (int tile = 0; tile < {run.Tiles}; tile++)"))
                    {
                        EmitTile(writer, isa, run, first, end, chains);
                        writer.Line($"xp = ref Unsafe.Add(ref xp, {run.Pixels * xStep});");
                        writer.Line($"dyp = ref Unsafe.Add(ref dyp, {run.Pixels * Gradient.PixelStride});");
                    }
                }
            }

            for (int tap = first; tap < end; tap++)
            {
                string sum = string.Join(" + ", Enumerable.Range(0, chains).Select(chain => $"a{tap}_{chain}"));
                int offset = tap * DepthwiseFilters.ColumnStride;
                writer.Line(isa.Store($"{isa.Load("gradient", offset)} + ({sum})", "gradient", offset));
            }
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, ColumnRun run, int first, int end, int chains)
    {
        for (int p = 0; p < run.Pixels; p++)
        {
            writer.Line($"dy{p} = {DepthwiseFilters.LoadSource(isa, "dyp", p * Gradient.PixelStride, MultiplierOf(Gradient))};");
        }

        foreach (IGrouping<int, (int Pixel, int Tap)> source in run.Sources(Columns, first, end))
        {
            string x = DepthwiseFilters.LoadSource(isa, "xp", source.Key * Source.PixelStride, MultiplierOf(Source));
            if (source.Count() > 1)
            {
                writer.Line($"value = {x};");
                x = "value";
            }

            foreach ((int pixel, int tap) in source)
            {
                string sum = $"a{tap}_{pixel % chains}";
                writer.Line($"{sum} = {isa.Fma($"dy{pixel}", x, sum)};");
            }
        }
    }
}
