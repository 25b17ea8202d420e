using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y[k, y, x] = b[k] + sum over d, i, j of w[k, d, i, j] * x[d][k, y*S + i*D - P, x*S + j*D - P]: every lane is a channel by itself. The
/// weights of a kernel row and a tile of output columns stay in registers, and a source value is loaded once for all the outputs
/// of the tile that it reaches. Taps in the padding are left out: columns when the code is written, rows by range.
/// With the axes and the order of a gather the same kernel computes data gradients and transposed convolutions, phase by phase.
/// </summary>
/// <param name="Label">Start of the method's name.</param>
/// <param name="Source">Blocked layout read; with a depth, of each of the maps that follow one another.</param>
/// <param name="Target">Blocked layout written, of as many channels.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Depth">Source maps that are summed up.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
/// <param name="Order">Which weights the taps meet.</param>
/// <param name="TargetStepY">Rows of the target between two output rows (a phase writes every stride-th).</param>
/// <param name="TargetStepX">Columns of the target between two output columns.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
internal sealed record DepthwiseConvKernel(
    string Label,
    Layout Source,
    Layout Target,
    DepthwiseFilters Filters,
    int Depth,
    TapAxis Rows,
    TapAxis Columns,
    TapOrder Order,
    int TargetStepY,
    int TargetStepX,
    bool HasBias,
    Activation? Activation) : Kernel
{
    public override string Name =>
        $"{Label}_{Source.Channels}x{Source.Height}x{Source.Width}_To_{Target.Height}x{Target.Width}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => HasBias ? ["x", "weights", "bias", "y"] : ["x", "weights", "y"];

    private bool HasTaps => Rows.Count > 0 && Columns.Count > 0;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = Filters.Blocks * 16 / isa.Width;
        ColumnRun[] runs = ColumnRuns.Of(Columns, MaxPixels(isa));
        writer.Comment(
            $"({Source.Channels}, {Source.Height}, {Source.Width}) -> ({Target.Channels}, {Target.Height}, {Target.Width}), channel by channel"
            + $"{(Depth > 1 ? $" of {Depth} maps" : "")}, {Rows.Count}x{Columns.Count} taps; tile of {isa.Width} channels x {runs[0].Pixels} pixels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int group = 0; group < {vectors}; group++)"))
        {
            writer.Line($"ref float xs = ref Unsafe.Add(ref x, {DepthwiseFilters.GroupOffset(isa, "group", Source.BlockStride)});");
            writer.Line($"ref float ws = ref Unsafe.Add(ref weights, {DepthwiseFilters.GroupOffset(isa, "group", Filters.BlockStride)});");
            writer.Line($"ref float yg = ref Unsafe.Add(ref y, {DepthwiseFilters.GroupOffset(isa, "group", Target.BlockStride)});");
            if (HasBias)
            {
                writer.Line($"ref float bs = ref Unsafe.Add(ref bias, group * {isa.Width});");
            }

            EmitRows(writer, name, runs);
        }

        foreach (ColumnRun run in runs)
        {
            writer.Line();
            EmitMethod(writer, isa, $"{name}_{run.Name}", run);
        }
    }

    /// <summary>Columns in a tile: what the weights of a kernel row leave of the registers, within what one method may hold.</summary>
    private int MaxPixels(Isa isa)
    {
        int held = HoldsWeights(isa) ? Columns.Count : 1;
        int room = Math.Max(Tiling.Accumulators(isa) / 2, Math.Min(Tiling.Accumulators(isa), isa.Registers - held - 2));
        return Math.Max(1, Math.Min(room, Tiling.MaxFma / Math.Max(1, Columns.Count)));
    }

    /// <summary>Kernels of more columns than this load a weight at each use.</summary>
    private bool HoldsWeights(Isa isa) => Columns.Count <= isa.Registers / 4;

    private void EmitRows(CodeWriter writer, string name, ColumnRun[] runs)
    {
        using (writer.Open($"for (int row = 0; row < {Rows.Outputs}; row++)"))
        {
            string range = "";
            if (HasTaps)
            {
                string position = Rows.Stride == 1 ? "row" : $"(row * {Rows.Stride})";
                writer.Line($"int top = {(Rows.First < 0 ? $"{position} - {-Rows.First}" : VectorCode.Sum(position, Rows.First))};");
                writer.Line($"int from = {Rows.FirstInside("top")};");
                writer.Line($"int to = {Rows.AfterInside("top")};");
                range = ", top, from, to";
            }

            writer.Line($"ref float ys = ref Unsafe.Add(ref yg, row * {TargetStepY * Target.LineStride});");
            int xStep = Columns.Stride * Source.PixelStride, yStep = TargetStepX * Target.PixelStride;
            foreach (ColumnRun run in runs)
            {
                string Call(string x, string y) =>
                    $"{name}_{run.Name}(ref {Isa.At("xs", x)}, ref ws, {(HasBias ? "ref bs, " : "")}ref {Isa.At("ys", y)}{range});";
                if (run.Tiles == 1)
                {
                    writer.Line(Call($"{run.First * xStep}", $"{run.First * yStep}"));
                    continue;
                }

                using (writer.Open($"for (int column = {run.First}; column < {run.End}; column += {run.Pixels})"))
                {
                    writer.Line(Call($"column * {xStep}", $"column * {yStep}"));
                }
            }
        }
    }

    private void EmitMethod(CodeWriter writer, Isa isa, string name, ColumnRun run)
    {
        string range = HasTaps ? ", int top, int from, int to" : "";
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float x, ref float weights, {(HasBias ? "ref float bias, " : "")}ref float y{range})"))
        {
            writer.Line($"Lanes a0 = {(HasBias ? isa.Load("bias") : isa.Zero)};");
            if (run.Pixels > 1)
            {
                writer.Line("Lanes " + string.Join(", ", Enumerable.Range(1, run.Pixels - 1).Select(static p => $"a{p} = a0")) + ";");
            }

            if (HasTaps)
            {
                int[] taps = run.Taps(Columns);
                string[] held = HoldsWeights(isa) ? [.. taps.Select(static tap => $"w{tap}")] : [];
                writer.Line($"Lanes {string.Join(", ", held.Append("value"))};");
                if (Depth > 1)
                {
                    using (writer.Open($"for (int depth = 0; depth < {Depth}; depth++)"))
                    {
                        EmitTaps(writer, isa, run, taps);
                    }
                }
                else
                {
                    EmitTaps(writer, isa, run, taps);
                }
            }

            int step = TargetStepX * Target.PixelStride;
            for (int p = 0; p < run.Pixels; p++)
            {
                string value = Activation is { } activation ? Activations.Apply(isa, activation.Function, activation.Slope, $"a{p}") : $"a{p}";
                writer.Line(isa.Store(value, "y", p * step));
            }
        }
    }

    private void EmitTaps(CodeWriter writer, Isa isa, ColumnRun run, int[] taps)
    {
        using (writer.Open("for (int tap = from; tap < to; tap++)"))
        {
            string line = Rows.Step == 1 ? "(top + tap)" : $"(top + (tap * {Rows.Step}))";
            string Depths(int stride) => Depth > 1 ? $"(depth * {stride}) + " : "";
            writer.Line($"ref float line = ref Unsafe.Add(ref x, {Depths(Source.Length)}({line} * {Source.LineStride}));");
            writer.Line($"ref float filter = ref Unsafe.Add(ref weights, {Depths(Filters.DepthStride)}{Order.Row("tap", Filters.RowStride)});");
            bool holds = HoldsWeights(isa);
            string Weight(int tap) => isa.Load("filter", Order.Column(tap) * DepthwiseFilters.ColumnStride);
            foreach (int tap in holds ? taps : [])
            {
                writer.Line($"w{tap} = {Weight(tap)};");
            }

            foreach (IGrouping<int, (int Pixel, int Tap)> source in run.Sources(Columns, 0, Columns.Count))
            {
                string x = isa.Load("line", source.Key * Source.PixelStride);
                if (source.Count() > 1 || !holds)
                {
                    writer.Line($"value = {x};");
                    x = "value";
                }

                foreach ((int pixel, int tap) in source)
                {
                    writer.Line($"a{pixel} = {isa.Fma(holds ? $"w{tap}" : Weight(tap), x, $"a{pixel}")};");
                }
            }
        }
    }
}
