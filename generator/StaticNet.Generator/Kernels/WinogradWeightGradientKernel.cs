using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The weights' gradient of a convolution F(m x m, 3x3), from the transformed patches of the input and of the output gradient: at each
/// frequency the product filters x tiles times tiles x channels, summed over the pictures while a tile of filter vectors x channels is in
/// registers, then transformed to the three by three taps. A frequency is finished before the next begins, for a few pictures at a time, so
/// that what it reads stays in the second-level cache.
/// </summary>
/// <param name="Shape">Tiles of the convolution, and the order of its patches.</param>
/// <param name="PatchesStride">Floats between the patches of two pictures.</param>
/// <param name="GradientsStride">Floats between the transformed gradients of two pictures.</param>
/// <param name="Filters">Order of dW. Channels fill whole blocks.</param>
internal sealed record WinogradWeightGradientKernel(WinogradShape Shape, int PatchesStride, int GradientsStride, PackedFilters Filters) : Kernel
{
    /// <summary>Tiles of a panel: enough that loading and storing the sums does not show.</summary>
    private const int PanelTiles = 96;

    public override string Name => $"WinogradWeightGradient{Shape.Size}_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}";

    public override EquatableArray<string> Parameters => ["patches", "gradients", "sums", "gradient"];

    public override bool TakesCount => true;

    /// <summary>Groups of filters.</summary>
    public override int Units => Shape.Groups;

    /// <summary>Floats of the sums: [group][channel][frequency][filters of a group], and a cache line of nothing behind a channel.</summary>
    public int SumsLength => Shape.Groups * Shape.Source.Channels * ChannelStride;

    private int Lanes => Shape.GroupBlocks * 16;

    private int ChannelStride => (Shape.Frequencies * Lanes) + 16;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int rest = Shape.Target.Blocks % Shape.GroupBlocks, whole = Shape.Target.Blocks / Shape.GroupBlocks;
        writer.Comment(
            $"dW of {Filters.Filters} filters over {Shape.Source.Tuple}, 3x3 taps by F({Shape.Size}x{Shape.Size}, 3x3): {Shape.Frequencies} products of matrices over"
            + $" {Shape.TileRows} x {Shape.TileColumns} tiles of every picture.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            (string from, string to) = Units == 1 ? ("0", "1") : ("from", rest == 0 ? "to" : $"Math.Min({whole}, to)");
            if (whole > 0)
            {
                using (writer.Open($"for (int group = {from}; group < {to}; group++)"))
                {
                    EmitGroup(writer, isa, name, "group", Shape.GroupBlocks);
                }
            }

            if (rest > 0)
            {
                using (writer.Open($"if (to == {Units})"))
                {
                    EmitGroup(writer, isa, name, $"{whole}", rest);
                }
            }
        }

        foreach (int blocks in new[] { whole > 0 ? Shape.GroupBlocks : 0, rest }.Where(static blocks => blocks > 0))
        {
            writer.Line();
            EmitTile(writer, isa, name, blocks);
        }
    }

    /// <summary>Channels in a register tile; they divide a block.</summary>
    private static int Channels(Isa isa) => isa.Width == 16 ? 8 : isa.IsScalar ? 2 : 4;

    private void EmitGroup(CodeWriter writer, Isa isa, string name, string group, int blocks)
    {
        WinogradShape gradients = WinogradGradientPatchKernel.Patches(Shape);
        int pictures = Math.Max(1, (PanelTiles + Shape.Tiles - 1) / Shape.Tiles), channels = Channels(isa);
        int lanes = Tiling.ChannelVectors(isa, blocks) * isa.Width;
        writer.Line($"ref float total = ref Unsafe.Add(ref sums, {group} * {Shape.Source.Channels * ChannelStride});");
        using (writer.Open($"for (int frequency = 0; frequency < {Shape.Frequencies}; frequency++)"))
        using (writer.Open($"for (int first = 0; first < count; first += {pictures})"))
        {
            writer.Line($"int after = Math.Min(count, first + {pictures});");
            writer.Line($"ref float x = ref Unsafe.Add(ref patches, frequency * {Shape.PatchValueStride});");
            writer.Line($"ref float dy = ref Unsafe.Add(ref gradients, (frequency * {gradients.PatchValueStride}) + ({group} * {Shape.GroupBlocks * Shape.BlockStride}));");
            writer.Line($"ref float sum = ref Unsafe.Add(ref total, frequency * {Lanes});");
            using (writer.Open($"for (int c = 0; c < {Shape.Source.Channels}; c += {channels})"))
            using (lanes == blocks * 16 ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < {blocks * 16}; lane += {lanes})"))
            {
                string gradient = lanes == blocks * 16 ? "dy"
                    : $"Unsafe.Add(ref dy, {(blocks == 1 ? "lane" : lanes % 16 == 0 ? $"lane / 16 * {Shape.BlockStride}" : $"(lane / 16 * {Shape.BlockStride}) + (lane % 16)")})";
                writer.Line(
                    $"{name}_{blocks * 16}Filters(ref Unsafe.Add(ref x, (c / 16 * {Shape.BlockStride}) + (c % 16)), ref {gradient},"
                    + $" ref Unsafe.Add(ref sum, (c * {ChannelStride}){(lanes == blocks * 16 ? "" : " + lane")}), first, after);");
            }
        }

        var taps = new WinogradTapsKernel(Shape.Size, blocks * 16, Lanes, Filters.ChannelStride, Filters.RowStride, Filters.ColumnStride);
        writer.Line(
            $"{writer.Kernels.NameOf(taps)}(ref total, ref Unsafe.Add(ref gradient, {group} * {Shape.GroupBlocks * Filters.FilterBlockStride}),"
            + $" {Shape.Source.Channels}, {ChannelStride}, {Filters.ChannelBlockStride}, {Filters.FilterBlockStride});");
    }

    /// <summary>The sums of a tile of filter vectors x channels over the tiles of some pictures.</summary>
    private void EmitTile(CodeWriter writer, Isa isa, string name, int blocks)
    {
        WinogradShape gradients = WinogradGradientPatchKernel.Patches(Shape);
        int vectors = Tiling.ChannelVectors(isa, blocks), channels = Channels(isa);
        int Offset(int v, int blockStride) => (v * isa.Width / 16 * blockStride) + (v * isa.Width % 16);
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_{blocks * 16}Filters(ref float x, ref float dy, ref float sums, int first, int after)"))
        {
            var all = from c in Enumerable.Range(0, channels) from v in Enumerable.Range(0, vectors) select (v, c);
            foreach ((int v, int c) in all)
            {
                writer.Line($"Lanes a{v}_{c} = {isa.Zero};");
            }

            using (writer.Open("if (first > 0)"))
            {
                foreach ((int v, int c) in all)
                {
                    writer.Line($"a{v}_{c} = {isa.Load("sums", (c * ChannelStride) + (v * isa.Width))};");
                }
            }

            writer.Line($"Lanes value, {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"dy{v}"))};");
            using (writer.Open("for (int picture = first; picture < after; picture++)"))
            using (Shape.TileBlocks == 1 ? default(IDisposable) : writer.Open($"for (int block = 0; block < {Shape.TileBlocks}; block++)"))
            {
                (string xBlock, string dyBlock) = Shape.TileBlocks == 1 ? ("", "") : ($" + (block * {Shape.PatchLength})", $" + (block * {gradients.PatchLength})");
                writer.Line($"ref float xt = ref Unsafe.Add(ref x, ((nint)picture * {PatchesStride}){xBlock});");
                writer.Line($"ref float dyt = ref Unsafe.Add(ref dy, ((nint)picture * {GradientsStride}){dyBlock});");
                string tiles = Shape.LastTiles == Shape.TilesPerBlock ? $"{Shape.TilesPerBlock}" : "tiles";
                if (Shape.LastTiles != Shape.TilesPerBlock)
                {
                    writer.Line($"int tiles = block < {Shape.TileBlocks - 1} ? {Shape.TilesPerBlock} : {Shape.LastTiles};");
                }

                using (writer.Open($"for (int tile = 0; tile < {tiles}; tile++)"))
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        writer.Line($"dy{v} = {isa.Load("dyt", Offset(v, Shape.BlockStride))};");
                    }

                    for (int c = 0; c < channels; c++)
                    {
                        writer.Line($"value = {isa.BroadcastAt("xt", c)};");
                        for (int v = 0; v < vectors; v++)
                        {
                            writer.Line($"a{v}_{c} = {isa.Fma($"dy{v}", "value", $"a{v}_{c}")};");
                        }
                    }

                    writer.Line("xt = ref Unsafe.Add(ref xt, 16);");
                    writer.Line("dyt = ref Unsafe.Add(ref dyt, 16);");
                }
            }

            foreach ((int v, int c) in all)
            {
                writer.Line(isa.Store($"a{v}_{c}", "sums", (c * ChannelStride) + (v * isa.Width)));
            }
        }
    }
}

/// <summary>G' U G of a group's sums, channel by channel. The distances that differ between layers are arguments.</summary>
/// <param name="Size">m of F(m x m, 3x3).</param>
/// <param name="Filters">Filters of a group, in whole blocks.</param>
/// <param name="FrequencyStride">Floats between the sums of two frequencies.</param>
/// <param name="ChannelStride">Floats between the weights of two channels.</param>
/// <param name="RowStride">Floats between the weights of two rows of taps.</param>
/// <param name="ColumnStride">Floats between the weights of two columns of taps.</param>
internal sealed record WinogradTapsKernel(int Size, int Filters, int FrequencyStride, int ChannelStride, int RowStride, int ColumnStride) : Kernel
{
    public override string Name => $"WinogradTaps{Size}_{Filters}Filters";

    public override EquatableArray<string> Parameters => ["sums", "gradient"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Size + 2;
        writer.Comment($"G' U G of F({Size}x{Size}, 3x3) for {Filters} filters.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float sums, ref float gradient, int channels, nint sumStride, nint blockStride, nint filterStride)"))
        {
            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, n).Select(static i => $"u{i}").Concat(WinogradGradientTransform.FilterTemporaries(Size)))};");
            for (int r = 0; r < 3; r++)
            {
                writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, n).Select(x => $"t{r}_{x}"))};");
            }

            using (writer.Open("for (int c = 0; c < channels; c++)"))
            using (writer.Open($"for (int lane = 0; lane < {Filters}; lane += {isa.Width})"))
            {
                writer.Line("ref float source = ref Unsafe.Add(ref sums, (c * sumStride) + lane);");
                writer.Line($"ref float target = ref Unsafe.Add(ref gradient, (c / 16 * blockStride) + (c % 16 * {ChannelStride}) + (lane / 16 * filterStride) + (lane % 16));");
                for (int x = 0; x < n; x++)
                {
                    for (int y = 0; y < n; y++)
                    {
                        writer.Line($"u{y} = {isa.Load("source", ((x * n) + y) * FrequencyStride)};");
                    }

                    string[] column = Transform(writer, isa, [.. Enumerable.Range(0, n).Select(static y => $"u{y}")]);
                    for (int r = 0; r < 3; r++)
                    {
                        writer.Line($"t{r}_{x} = {column[r]};");
                    }
                }

                for (int r = 0; r < 3; r++)
                {
                    string[] row = Transform(writer, isa, [.. Enumerable.Range(0, n).Select(x => $"t{r}_{x}")]);
                    for (int s = 0; s < 3; s++)
                    {
                        writer.Line(isa.Store(row[s], "target", (r * RowStride) + (s * ColumnStride)));
                    }
                }
            }
        }
    }

    private string[] Transform(CodeWriter writer, Isa isa, string[] values)
    {
        (string[] statements, string[] results) = WinogradGradientTransform.Filter(isa, Size, values);
        writer.Lines(statements);
        return results;
    }
}
