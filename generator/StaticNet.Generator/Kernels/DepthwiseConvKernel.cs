using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y[k, y, x] = b[k] + sum over i, j of w[k, i, j] * x[k/m, y*S + i*D - P, x*S + j*D - P], with m filters to a channel: every lane is a
/// channel by itself. The weights of a kernel row and a tile of output columns stay in registers, and a source value is loaded
/// once for all the outputs of the tile that it reaches. Taps in the padding are left out: columns when the code is written, rows
/// and slices by range.
/// With the axes and the order of a gather the same kernel computes data gradients and transposed convolutions, phase by phase.
/// </summary>
/// <param name="Label">Start of the method's name.</param>
/// <param name="Source">Blocked layout read.</param>
/// <param name="Target">Blocked layout written, of as many channels or a multiple.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
/// <param name="Order">Which weights the taps meet.</param>
/// <param name="TargetStepY">Rows of the target between two output rows (a phase writes every stride-th).</param>
/// <param name="TargetStepX">Columns of the target between two output columns.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
/// <param name="IsScaled">Whether the sums are multiplied by a scale and added to a shift of their channel: a batch normalisation.</param>
internal sealed record DepthwiseConvKernel(
    string Label,
    Layout Source,
    Layout Target,
    DepthwiseFilters Filters,
    TapAxis Rows,
    TapAxis Columns,
    TapOrder Order,
    int TargetStepY,
    int TargetStepX,
    bool HasBias,
    Activation? Activation,
    bool IsScaled = false) : Kernel
{
    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    /// <summary>Slices of the target between two output slices.</summary>
    public int TargetStepZ { get; init; } = 1;

    public override string Name =>
        $"{Label}_{Source.Sizes}_To_{Target.Sizes}{(IsScaled ? "_Norm" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => ["x", "weights", .. ChannelParameters, "y"];

    /// <summary>Parameters of one float a channel.</summary>
    private string[] ChannelParameters => Epilogues.Parameters(HasBias, IsScaled);

    /// <summary>A value is loaded for each of its few multiply-adds.</summary>
    public override long Work => 2L * Filters.Blocks * 16 * Slices.Outputs * Rows.Outputs * Columns.Outputs * Math.Max(1, Slices.Count * Rows.Count * Columns.Count);

    /// <summary>Blocks of 16 channels, and in each the rows or slices; of a large map rows, and in each the blocks, as the convolutions beside it have them.</summary>
    public override int Units => SplitInto(Filters.Blocks * Lines);

    public override bool WritesLast => true;

    private int Lines => IsVolume ? Slices.Outputs : Rows.Outputs;

    private int Multiplier => Target.Channels / Source.Channels;

    private bool IsVolume => !Slices.IsSingle;

    private bool HasTaps => Slices.Count > 0 && Rows.Count > 0 && Columns.Count > 0;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = Filters.Blocks * 16 / isa.Width;
        ColumnRun[] runs = ColumnRuns.Of(Columns, MaxPixels(isa));
        writer.Comment(
            $"{Source.Tuple} -> {Target.Tuple}, channel by channel, {(IsVolume ? $"{Slices.Count}x" : "")}{Rows.Count}x{Columns.Count} taps;"
            + $" tile of {isa.Width} channels x {runs[0].Pixels} pixels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (Units > 1 ? UnitLoops.Open(writer, "block", Filters.Blocks, IsVolume ? "Slice" : "Row", Lines, UnitLoops.IsByLines(Target)) : default(IDisposable))
        using (writer.Open(Groups(16 / isa.Width, vectors)))
        {
            writer.Line($"ref float xs = ref Unsafe.Add(ref x, {DepthwiseFilters.SourceOffset(isa, "group", Source.BlockStride, Multiplier)});");
            writer.Line($"ref float ws = ref Unsafe.Add(ref weights, {DepthwiseFilters.GroupOffset(isa, "group", Filters.BlockStride)});");
            writer.Line($"ref float yg = ref Unsafe.Add(ref y, {DepthwiseFilters.GroupOffset(isa, "group", Target.BlockStride)});");
            foreach (string parameter in ChannelParameters)
            {
                writer.Line($"ref float {Epilogues.Local(parameter)}s = ref Unsafe.Add(ref {parameter}, group * {isa.Width});");
            }

            if (IsVolume)
            {
                EmitSlices(writer, name, runs);
            }
            else
            {
                EmitRows(writer, name, runs, "yg");
            }
        }

        foreach (ColumnRun run in runs)
        {
            writer.Line();
            EmitMethod(writer, isa, $"{name}_{run.Name}", run);
        }
    }

    /// <summary>The loop over vectors of channels: all of them, or those of a block.</summary>
    private string Groups(int perBlock, int vectors) => Units == 1 || Filters.Blocks == 1
        ? $"for (int group = 0; group < {vectors}; group++)"
        : perBlock == 1 ? "for (int group = block; group <= block; group++)"
        : $"for (int group = block * {perBlock}; group < (block + 1) * {perBlock}; group++)";

    /// <summary>Columns in a tile: what the weights of a kernel row leave of the registers, within what one method may hold.</summary>
    private int MaxPixels(Isa isa)
    {
        int held = HoldsWeights(isa) ? Columns.Count : 1;
        int room = Math.Max(Tiling.Accumulators(isa) / 2, Math.Min(Tiling.Accumulators(isa), isa.Registers - held - 2));
        return Math.Max(1, Math.Min(room, Tiling.MaxFma / Math.Max(1, Columns.Count)));
    }

    /// <summary>Kernels of more columns than this load a weight at each use.</summary>
    private bool HoldsWeights(Isa isa) => Columns.Count <= isa.Registers / 4;

    private void EmitSlices(CodeWriter writer, string name, ColumnRun[] runs)
    {
        using (writer.Open(Units > 1 ? "for (int slice = firstSlice; slice < endSlice; slice++)" : $"for (int slice = 0; slice < {Slices.Outputs}; slice++)"))
        {
            if (HasTaps)
            {
                LocallyConnectedKernel.Ranges(writer, Slices, "slice", "front", "fromSlice", "toSlice");
            }

            writer.Line($"ref float yz = ref Unsafe.Add(ref yg, slice * {TargetStepZ * Target.SliceStride});");
            EmitRows(writer, name, runs, "yz");
        }
    }

    private void EmitRows(CodeWriter writer, string name, ColumnRun[] runs, string y)
    {
        using (writer.Open(Units > 1 && !IsVolume ? "for (int row = firstRow; row < endRow; row++)" : $"for (int row = 0; row < {Rows.Outputs}; row++)"))
        {
            string range = "";
            if (HasTaps)
            {
                LocallyConnectedKernel.Ranges(writer, Rows, "row", "top", "firstTap", "endTap");
                range = ", top, firstTap, endTap" + (IsVolume ? ", front, fromSlice, toSlice" : "");
            }

            writer.Line($"ref float ys = ref Unsafe.Add(ref {y}, row * {TargetStepY * Target.LineStride});");
            int xStep = Columns.Stride * Source.PixelStride, yStep = TargetStepX * Target.PixelStride;
            foreach (ColumnRun run in runs)
            {
                string Call(string source, string target) =>
                    $"{name}_{run.Name}(ref {Isa.At("xs", source)}, ref ws, {string.Concat(ChannelParameters.Select(static parameter => $"ref {Epilogues.Local(parameter)}s, "))}ref {Isa.At("ys", target)}{range});";
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
        string range = HasTaps ? ", int top, int from, int to" + (IsVolume ? ", int front, int fromSlice, int toSlice" : "") : "";
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float x, ref float weights, {string.Concat(ChannelParameters.Select(static parameter => $"ref float {parameter}, "))}ref float y{range})"))
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
                using (IsVolume ? writer.Open("for (int slice = fromSlice; slice < toSlice; slice++)") : default(IDisposable))
                {
                    EmitTaps(writer, isa, run, taps);
                }
            }

            int step = TargetStepX * Target.PixelStride;
            if (IsScaled)
            {
                writer.Line($"Lanes scale0 = {isa.Load("scale")}, shift0 = {isa.Load("shift")};");
            }

            for (int p = 0; p < run.Pixels; p++)
            {
                if (IsScaled)
                {
                    writer.Line($"a{p} = {isa.Fma($"a{p}", "scale0", "shift0")};");
                }

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
            string sourceSlice = IsVolume ? $"((front + (slice * {Slices.Step})) * {Source.SliceStride}) + " : "";
            string filterSlice = IsVolume ? Order.Slice("slice", Filters.SliceStride) + " + " : "";
            writer.Line($"ref float line = ref Unsafe.Add(ref x, {sourceSlice}({line} * {Source.LineStride}));");
            writer.Line($"ref float filter = ref Unsafe.Add(ref weights, {filterSlice}{Order.Row("tap", Filters.RowStride)});");
            bool holds = HoldsWeights(isa);
            string Weight(int tap) => isa.Load("filter", Order.Column(tap) * DepthwiseFilters.ColumnStride);
            foreach (int tap in holds ? taps : [])
            {
                writer.Line($"w{tap} = {Weight(tap)};");
            }

            foreach (IGrouping<int, (int Pixel, int Tap)> source in run.Sources(Columns, 0, Columns.Count))
            {
                string x = DepthwiseFilters.LoadSource(isa, "line", source.Key * Source.PixelStride, Multiplier);
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
