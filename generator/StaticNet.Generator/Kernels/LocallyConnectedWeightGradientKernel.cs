using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// dW[k, y, x, c, i, j] = sum over pictures of dY[k, y, x] * X[c, y*S + i - P, x*S + j - P], in the order of <see cref="LocalFilters"/>: a
/// tile of filter vectors x channels stays in registers over all pictures, and every weight's gradient is written once. Weights that
/// meet only padding have the gradient zero.
/// </summary>
/// <param name="Source">Layout of X.</param>
/// <param name="SourceStride">Floats from a picture's X to the next one's.</param>
/// <param name="Gradient">Blocked layout of dY.</param>
/// <param name="GradientStride">Floats from a picture's dY to the next one's.</param>
/// <param name="Filters">Order of dW.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
internal sealed record LocallyConnectedWeightGradientKernel(
    Layout Source,
    int SourceStride,
    Layout Gradient,
    int GradientStride,
    LocalFilters Filters,
    TapAxis Rows,
    TapAxis Columns) : Kernel
{
    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    public override string Name => $"LocallyConnectedWeightGradient{Filters.Rows}x{Filters.Columns}_{Source.Sizes}_To_{Gradient.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    private bool IsVolume => !Slices.IsSingle;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = Tiling.ChannelVectors(isa, Filters.FilterBlocks);
        writer.Comment(
            $"dW of {Filters.Filters} filters for each of {Gradient.SpatialSizes} positions over {Source.Tuple},"
            + $" {(IsVolume ? $"{Filters.Slices}x" : "")}{Filters.Rows}x{Filters.Columns} taps, count pictures.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (IsVolume ? writer.Open($"for (int slice = 0; slice < {Gradient.Depth}; slice++)") : default(IDisposable))
        using (writer.Open($"for (int row = 0; row < {Gradient.Height}; row++)"))
        using (writer.Open($"for (int column = 0; column < {Gradient.Width}; column++)"))
        {
            writer.Line($"int pixel = {LocallyConnectedKernel.Position(Gradient, IsVolume)};");
            LocalFilters.ForGroups(writer, isa, Filters.FilterBlocks, vectors, (filter, count) =>
            {
                int perGroup = count * isa.Width;
                writer.Line($"ref float dyg = ref Unsafe.Add(ref dy, {LocalFilters.ChannelOffset(filter, perGroup, Gradient.BlockStride)} + (pixel * 16));");
                writer.Line($"ref float gg = ref Unsafe.Add(ref gradient, {LocalFilters.ChannelOffset(filter, perGroup, Filters.FilterBlockStride)} + (pixel * {Filters.PositionStride}));");
                writer.Line($"{name}_{count}(ref x, ref dyg, ref gg, count, {(IsVolume ? $"(slice * {Slices.Stride}) + ({Slices.First}), " : "")}(row * {Rows.Stride}) + ({Rows.First}), (column * {Columns.Stride}) + ({Columns.First}));");
            });
        }

        foreach (int v in LocalFilters.GroupSizes(isa, Filters.FilterBlocks, vectors))
        {
            EmitGroup(writer, isa, $"{name}_{v}", v);
        }
    }

    /// <summary>One position's filters: all taps, each with its channels in tiles.</summary>
    private void EmitGroup(CodeWriter writer, Isa isa, string name, int vectors)
    {
        int budget = Math.Max(1, (isa.Width == 16 ? 20 : Tiling.Accumulators(isa)) / vectors);
        int inBlock = Math.Min(Source.Channels, 16), tile = Tiling.TileWidth(inBlock, Math.Min(inBlock, budget));
        var sizes = new SortedSet<int>();
        writer.Line();
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float x, ref float dy, ref float gradient, int count, {(IsVolume ? "int front, " : "")}int top, int first)"))
        using (IsVolume ? writer.Open($"for (int d = 0; d < {Slices.Count}; d++)") : default(IDisposable))
        using (writer.Open($"for (int i = 0; i < {Rows.Count}; i++)"))
        using (writer.Open($"for (int j = 0; j < {Columns.Count}; j++)"))
        {
            writer.Line($"int y = top + (i * {Rows.Step});");
            writer.Line($"int column = first + (j * {Columns.Step});");
            if (IsVolume)
            {
                writer.Line($"int z = front + (d * {Slices.Step});");
            }

            writer.Line($"ref float g = ref Unsafe.Add(ref gradient, {(IsVolume ? $"(d * {Filters.SliceStride}) + " : "")}(i * {Filters.RowStride}) + (j * {Filters.ColumnStride}));");
            if (Slices.IsClipped || Rows.IsClipped || Columns.IsClipped)
            {
                using (writer.Open($"if ({(IsVolume ? $"(uint)z >= {Source.Depth} || " : "")}(uint)y >= {Source.Height} || (uint)column >= {Source.Width})"))
                {
                    using (writer.Open($"for (int c = 0; c < {Source.Channels}; c++)"))
                    {
                        for (int v = 0; v < vectors; v++)
                        {
                            writer.Line(isa.Store(isa.Zero, "g", $"(c * 16) + {LocalFilters.VectorOffset(isa, v, Filters.FilterBlockStride)}"));
                        }
                    }

                    writer.Line("continue;");
                }

                writer.Line();
            }

            writer.Line($"ref float xp = ref Unsafe.Add(ref x, {(IsVolume ? $"(z * {Source.SliceStride}) + " : "")}(y * {Source.LineStride}) + (column * {Source.PixelStride}));");
            int wholeBlocks = Source.Channels / inBlock, tail = Source.Channels % inBlock;
            using (wholeBlocks == 1 ? writer.Open() : writer.Open($"for (int block = 0; block < {wholeBlocks}; block++)"))
            {
                EmitTiles(writer, name, wholeBlocks == 1 ? "0" : "block", inBlock, tile, sizes);
            }

            if (tail > 0)
            {
                using (writer.Open())
                {
                    EmitTiles(writer, name, $"{wholeBlocks}", tail, tile, sizes);
                }
            }
        }

        foreach (int size in sizes)
        {
            writer.Line();
            EmitTile(writer, isa, $"{name}x{size}", vectors, size);
        }
    }

    private void EmitTiles(CodeWriter writer, string name, string block, int channels, int tile, SortedSet<int> sizes)
    {
        writer.Line($"ref float xb = ref Unsafe.Add(ref xp, {block} * {Source.BlockStride});");
        writer.Line($"ref float gb = ref Unsafe.Add(ref g, {block} * {16 * LocalFilters.ChannelStride});");
        for (int c = 0; c < channels; c += tile)
        {
            int size = Math.Min(tile, channels - c);
            sizes.Add(size);
            writer.Line($"{name}x{size}(ref {Isa.At("xb", c * Source.ChannelStride)}, ref dy, ref {Isa.At("gb", c * LocalFilters.ChannelStride)}, count);");
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, int vectors, int channels)
    {
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float x, ref float dy, ref float gradient, int count)"))
        {
            for (int v = 0; v < vectors; v++)
            {
                writer.Line("Lanes " + string.Join(", ", Enumerable.Range(0, channels).Select(c => $"a{v}_{c} = {isa.Zero}")) + ";");
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"dy{v}").Append("value"))};");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line($"dy{v} = {isa.Load("dy", LocalFilters.VectorOffset(isa, v, Gradient.BlockStride))};");
                }

                for (int c = 0; c < channels; c++)
                {
                    writer.Line($"value = {isa.BroadcastAt("x", c * Source.ChannelStride)};");
                    for (int v = 0; v < vectors; v++)
                    {
                        writer.Line($"a{v}_{c} = {isa.Fma($"dy{v}", "value", $"a{v}_{c}")};");
                    }
                }

                writer.Line($"x = ref Unsafe.Add(ref x, {SourceStride});");
                writer.Line($"dy = ref Unsafe.Add(ref dy, {GradientStride});");
            }

            for (int c = 0; c < channels; c++)
            {
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line(isa.Store($"a{v}_{c}", "gradient", (c * LocalFilters.ChannelStride) + LocalFilters.VectorOffset(isa, v, Filters.FilterBlockStride)));
                }
            }
        }
    }
}
