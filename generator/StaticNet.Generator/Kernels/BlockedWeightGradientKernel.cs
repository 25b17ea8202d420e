using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// dW[k, c, i, j] = sum over pictures and pixels of dY[k, y, x] * X[c, y*S + i*D - P, x*S + j*D - P], in the order of
/// <see cref="PackedFilters"/>. A tile of filter vectors x channels (x kernel columns, where there are few channels) stays in
/// registers while pictures, rows and columns run innermost; pixels whose tap lies in the padding are left out by range.
/// </summary>
/// <param name="Source">Layout of X.</param>
/// <param name="SourceStride">Floats between two pictures of X.</param>
/// <param name="Gradient">Layout of dY, blocked.</param>
/// <param name="GradientStride">Floats between two pictures of dY.</param>
/// <param name="Filters">Order of dW.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
internal sealed record BlockedWeightGradientKernel(
    Layout Source,
    int SourceStride,
    Layout Gradient,
    int GradientStride,
    PackedFilters Filters,
    TapAxis Rows,
    TapAxis Columns) : Kernel
{
    /// <summary>
    /// True for a transposed convolution: dY then lies under the taps, and X at the position that they are laid around. The axes are
    /// those of the convolution from dY to X.
    /// </summary>
    public bool Exchanged { get; init; }

    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    public override string Name =>
        $"{(Exchanged ? "Transposed" : "")}WeightGradient{Filters.TapSizes}_{Source.Sizes}_To_{Gradient.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = Tiling.ChannelVectors(isa, Filters.IsGrouped ? 1 : Filters.FilterBlocks);
        int perGroup = vectors * isa.Width, total = Filters.FilterBlocks * 16;
        int rest = total % perGroup;
        writer.Comment(
            $"dW of {Filters.Filters} filters over {Source.Tuple},"
            + $" {Filters.TapSizes} taps, dY {Gradient.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            string zero = isa.IsScalar ? "0f" : "Lanes.Zero";
            using (writer.Open($"for (int i = 0; i < {Filters.Length}; i += {isa.Width})"))
            {
                writer.Line(isa.Store(zero, "gradient", "i"));
            }

            if (Filters.IsGrouped)
            {
                writer.Line($"ReadOnlySpan<int> starts = [{string.Join(", ", Filters.Starts.Select(c => Source.Offset(c, 0, 0)))}];");
            }

            var whole = new Tiles(this, isa, vectors);
            using (writer.Open($"for (int group = 0; group < {total / perGroup}; group++)"))
            {
                writer.Line($"ref float dyg = ref Unsafe.Add(ref dy, {GroupOffset(perGroup, Gradient.BlockStride)});");
                writer.Line($"ref float gg = ref Unsafe.Add(ref gradient, {GroupOffset(perGroup, Filters.FilterBlockStride)});");
                writer.Line(Filters.IsGrouped
                    ? $"ref float xg = ref Unsafe.Add(ref x, starts[{(perGroup == 16 ? "group" : $"group / {16 / perGroup}")}]);"
                    : "ref float xg = ref x;");
                whole.EmitLoops(writer);
            }

            if (rest > 0)
            {
                int block = (total - rest) / 16;
                using (writer.Open())
                {
                    writer.Line($"ref float dyg = ref Unsafe.Add(ref dy, {block * Gradient.BlockStride});");
                    writer.Line($"ref float gg = ref Unsafe.Add(ref gradient, {block * Filters.FilterBlockStride});");
                    writer.Line("ref float xg = ref x;");
                    new Tiles(this, isa, rest / isa.Width).EmitLoops(writer);
                }
            }
        }
    }

    private bool IsVolume => !Slices.IsSingle;

    private static string GroupOffset(int channels, int blockStride) => channels >= 16
        ? $"group * {channels / 16 * blockStride}"
        : $"(group / {16 / channels} * {blockStride}) + (group % {16 / channels} * {channels})";

    /// <summary>The loops over channels and taps for one number of filter vectors, and the tile methods they call.</summary>
    private sealed class Tiles
    {
        private readonly BlockedWeightGradientKernel kernel;
        private readonly int vectors;

        /// <summary>Channels in a tile that holds one tap.</summary>
        private readonly int channels;

        /// <summary>Whether the pixels that every kernel column reaches are taken with all columns in one tile.</summary>
        private readonly bool wide;

        private readonly int wideChannels;

        public Tiles(BlockedWeightGradientKernel kernel, Isa isa, int vectors)
        {
            this.kernel = kernel;
            this.vectors = vectors;
            int budget = Math.Max(1, (isa.Width == 16 ? 20 : Tiling.Accumulators(isa)) / vectors);
            int inBlock = kernel.Filters.ChannelsPerBlock;
            channels = Math.Min(inBlock, isa.Width == 16 && vectors == 2 ? 8 : Math.Min(budget, 16));
            if (inBlock > channels)
            {
                channels = Tiling.TileWidth(inBlock, channels);
            }

            // Few channels leave too few accumulators to hide the latency of the multiply-add: add the kernel's columns.
            int columns = kernel.Columns.Count;
            wide = columns > 1 && columns <= budget && inBlock * vectors < 8;
            wideChannels = wide ? Math.Min(inBlock, Math.Max(1, budget / columns)) : 0;
            if (wide)
            {
                wideChannels = Tiling.TileWidth(inBlock, wideChannels);
            }
        }

        public void EmitLoops(CodeWriter writer)
        {
            PackedFilters filters = kernel.Filters;
            TapAxis rows = kernel.Rows;
            int blocks = filters.ChannelBlocks, inBlock = filters.ChannelsPerBlock, tail = filters.Tail;
            int wholeBlocks = tail == 0 ? blocks : blocks - 1;
            TapAxis slices = kernel.Slices;
            using IDisposable? volume = kernel.IsVolume ? writer.Open($"for (int d = 0; d < {slices.Count}; d++)") : null;
            if (kernel.IsVolume)
            {
                writer.Line($"int front = {Affine("d", slices.Step, slices.First)};");
                writer.Line($"int fromSlice = {slices.FirstOutput("front")};");
                writer.Line($"int toSlice = {slices.AfterOutput("front")};");
            }

            using (writer.Open($"for (int i = 0; i < {rows.Count}; i++)"))
            {
                writer.Line($"int top = {Affine("i", rows.Step, rows.First)};");
                writer.Line($"int from = {rows.FirstOutput("top")};");
                writer.Line($"int to = {rows.AfterOutput("top")};");
                if (wholeBlocks > 1)
                {
                    using (writer.Open($"for (int block = 0; block < {wholeBlocks}; block++)"))
                    {
                        EmitBlock(writer, "block", inBlock);
                    }
                }
                else
                {
                    using (writer.Open())
                    {
                        EmitBlock(writer, "0", inBlock);
                    }
                }

                if (tail > 0)
                {
                    using (writer.Open())
                    {
                        EmitBlock(writer, $"{blocks - 1}", tail);
                    }
                }
            }
        }

        private static string Affine(string variable, int factor, int constant) =>
            (factor == 1 ? variable : $"({variable} * {factor})") + (constant == 0 ? "" : constant < 0 ? $" - {-constant}" : $" + {constant}");

        private void EmitBlock(CodeWriter writer, string block, int count)
        {
            PackedFilters filters = kernel.Filters;
            TapAxis columns = kernel.Columns;
            writer.Line($"ref float xb = ref Unsafe.Add(ref xg, {block} * {kernel.Source.BlockStride});");
            writer.Line($"ref float gb = ref Unsafe.Add(ref gg, ({block} * {filters.ChannelBlockStride}) + {(kernel.IsVolume ? $"(d * {filters.SliceStride}) + " : "")}(i * {filters.RowStride}));");
            if (!wide)
            {
                using (writer.Open($"for (int j = 0; j < {columns.Count}; j++)"))
                {
                    EmitRange(writer);
                    EmitChannels(writer, channels, count, 1, "j", "first", "left", "right");
                }

                return;
            }

            int middle = Enumerable.Range(0, columns.Outputs).FirstOrDefault(o => columns.IsInside(o, 0));
            int end = columns.Outputs;
            while (middle < end && !columns.IsInside(end - 1, columns.Count - 1))
            {
                end--;
            }

            if (!columns.IsInside(middle, 0) || end <= middle)
            {
                middle = end = 0;
            }

            if (end > middle)
            {
                EmitChannels(writer, wideChannels, count, columns.Count, "0", $"{columns.First}", $"{middle}", $"{end}");
            }

            if (columns.IsClipped)
            {
                using (writer.Open($"for (int j = 0; j < {columns.Count}; j++)"))
                {
                    EmitRange(writer);
                    if (middle > 0 || end == 0)
                    {
                        EmitChannels(writer, channels, count, 1, "j", "first", "left", end == 0 ? "right" : $"Math.Min(right, {middle})");
                    }

                    if (end > 0 && end < columns.Outputs)
                    {
                        EmitChannels(writer, channels, count, 1, "j", "first", $"Math.Max(left, {end})", "right");
                    }
                }
            }
        }

        private void EmitRange(CodeWriter writer)
        {
            writer.Line($"int first = {Affine("j", kernel.Columns.Step, kernel.Columns.First)};");
            writer.Line($"int left = {kernel.Columns.FirstOutput("first")};");
            writer.Line($"int right = {kernel.Columns.AfterOutput("first")};");
        }

        private void EmitChannels(CodeWriter writer, int tile, int count, int taps, string j, string first, string left, string right)
        {
            int step = kernel.Source.ChannelStride, column = kernel.Filters.ColumnStride;
            tile = Math.Min(tile, count);
            int whole = count / tile * tile;
            string Call(string c, int width)
            {
                string x = c == "0" ? "xb" : $"Unsafe.Add(ref xb, {c} * {step})";
                return $"{Tile(writer, width, taps)}(ref {x}, ref dyg, ref Unsafe.Add(ref gb, ({j} * {column}) + ({c} * {kernel.Filters.ChannelStride})), count, {(kernel.IsVolume ? "front, fromSlice, toSlice, " : "")}top, from, to, {first}, {left}, {right}, {Distances()});";
            }

            if (whole == tile)
            {
                writer.Line(Call("0", tile));
            }
            else
            {
                using (writer.Open($"for (int c = 0; c < {whole}; c += {tile})"))
                {
                    writer.Line(Call("c", tile));
                }
            }

            if (whole < count)
            {
                writer.Line(Call($"{whole}", count - whole));
            }
        }

        private string Tile(CodeWriter writer, int count, int taps) => writer.Kernels.NameOf(new WeightGradientTileKernel(
            vectors,
            count,
            taps,
            kernel.Exchanged,
            kernel.IsVolume,
            kernel.Rows.Stride,
            kernel.Slices.Stride,
            kernel.Columns.Stride,
            taps > 1 ? kernel.Columns.Step : 0,
            kernel.Source.PixelStride,
            kernel.Source.ChannelStride,
            kernel.Gradient.PixelStride,
            kernel.Filters.ChannelStride,
            taps > 1 ? kernel.Filters.ColumnStride : 0));

        /// <summary>The arguments of a tile that are the layer's distances.</summary>
        private string Distances()
        {
            string slices = kernel.IsVolume ? $"{kernel.Source.SliceStride}, {kernel.Gradient.SliceStride}, " : "";
            return $"{kernel.SourceStride}, {kernel.GradientStride}, {slices}{kernel.Source.LineStride}, {kernel.Gradient.LineStride}, {kernel.Gradient.BlockStride}, {kernel.Filters.FilterBlockStride}";
        }
    }
}
