using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// dX[c, ...] = sum over positions, k and taps of w[k, y, x, c, i, j] * dY[k, y, x]. Vectors run over input channels: 16 channels' weights
/// under one tap are transposed into scratch memory once, for all pictures, and the weights are so read front to back once a batch.
/// </summary>
/// <param name="Gradient">Blocked layout of dY.</param>
/// <param name="GradientStride">Floats from a picture's dY to the next one's.</param>
/// <param name="Target">Blocked layout of dX.</param>
/// <param name="TargetStride">Floats from a picture's dX to the next one's.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Rows">Taps over rows of the forward pass.</param>
/// <param name="Columns">Taps over columns of the forward pass.</param>
internal sealed record LocallyConnectedDataGradientKernel(
    Layout Gradient,
    int GradientStride,
    Layout Target,
    int TargetStride,
    LocalFilters Filters,
    TapAxis Rows,
    TapAxis Columns) : Kernel
{
    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    public override string Name => $"LocallyConnectedData{Filters.Rows}x{Filters.Columns}_{Gradient.Sizes}_To_{Target.Sizes}";

    public override EquatableArray<string> Parameters => ["dy", "weights", "scratch", "dx"];

    public override bool TakesCount => true;

    private bool IsVolume => !Slices.IsSingle;

    /// <summary>Floats of scratch memory: 16 channels of every filter.</summary>
    public int ScratchLength => Filters.FilterBlocks * 256;

    /// <summary>Channels in the last block, where it is not full.</summary>
    private int Tail => Target.Channels % 16;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int[] pictures = LocallyConnectedKernel.Pictures(isa, isBatched: true);
        int vectors = Tiling.ChannelVectors(isa, 1);
        writer.Comment(
            $"dX {Target.Tuple} from dY {Gradient.Tuple},"
            + $" {(IsVolume ? $"{Filters.Slices}x" : "")}{Filters.Rows}x{Filters.Columns} taps, count pictures; tile of {vectors * isa.Width} channels x {pictures[0]} pictures.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            using (writer.Open($"for (int i = picture * {TargetStride}; i < (picture * {TargetStride}) + {Target.Length}; i += 16)"))
            {
                for (int i = 0; i < 16; i += isa.Width)
                {
                    writer.Line(isa.Store(isa.Zero, "dx", VectorCode.Sum("i", i)));
                }
            }

            using (IsVolume ? writer.Open($"for (int slice = 0; slice < {Gradient.Depth}; slice++)") : default(IDisposable))
            {
                if (IsVolume)
                {
                    LocallyConnectedKernel.Ranges(writer, Slices, "slice", "front", "fromSlice", "toSlice");
                }

                using IDisposable rows = writer.Open($"for (int row = 0; row < {Gradient.Height}; row++)");
                LocallyConnectedKernel.Ranges(writer, Rows, "row", "top", "from", "to");
                using (writer.Open($"for (int column = 0; column < {Gradient.Width}; column++)"))
                {
                    LocallyConnectedKernel.Ranges(writer, Columns, "column", "first", "left", "right");
                    writer.Line($"int number = {LocallyConnectedKernel.Position(Gradient, IsVolume)};");
                    writer.Line("ref float dyp = ref Unsafe.Add(ref dy, number * 16);");
                    writer.Line($"ref float wp = ref Unsafe.Add(ref weights, number * {Filters.PositionStride});");
                    using (IsVolume ? writer.Open("for (int d = fromSlice; d < toSlice; d++)") : default(IDisposable))
                    using (writer.Open("for (int i = from; i < to; i++)"))
                    using (writer.Open("for (int j = left; j < right; j++)"))
                    {
                        string slice = IsVolume ? $"((front + (d * {Slices.Step})) * {Target.SliceStride}) + " : "";
                        writer.Line($"ref float wt = ref Unsafe.Add(ref wp, {(IsVolume ? $"(d * {Filters.SliceStride}) + " : "")}(i * {Filters.RowStride}) + (j * {Filters.ColumnStride}));");
                        writer.Line($"ref float dxp = ref Unsafe.Add(ref dx, {slice}((top + (i * {Rows.Step})) * {Target.LineStride}) + ((first + (j * {Columns.Step})) * 16));");
                        EmitBlocks(writer, isa, name, vectors, pictures);
                    }
                }
            }
        }

        if (Target.Channels >= 16)
        {
            EmitTranspose(writer, isa, name + "_Transpose", 16);
        }

        if (Tail > 0)
        {
            EmitTranspose(writer, isa, name + "_TransposeLast", Tail);
        }

        foreach (int p in pictures)
        {
            writer.Line();
            EmitTile(writer, isa, $"{name}_{vectors}x{p}", vectors, p);
        }
    }

    private void EmitBlocks(CodeWriter writer, Isa isa, string name, int vectors, int[] pictures)
    {
        void Block(string block, string transpose)
        {
            writer.Line($"{transpose}(ref Unsafe.Add(ref wt, {block} * 256), ref scratch);");
            writer.Line($"ref float dxb = ref Unsafe.Add(ref dxp, {block} * {Target.BlockStride});");
            using (vectors * isa.Width >= 16 ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {vectors * isa.Width})"))
            {
                string lane = vectors * isa.Width >= 16 ? "0" : "lane";
                writer.Line("int picture = 0;");
                foreach (int p in pictures)
                {
                    using (writer.Open($"for (; picture + {p} <= count; picture += {p})"))
                    {
                        writer.Line($"{name}_{vectors}x{p}(ref Unsafe.Add(ref dyp, picture * {GradientStride}), ref {Isa.At("scratch", lane)}, ref Unsafe.Add(ref dxb, (picture * {TargetStride}) + {lane}));");
                    }
                }
            }
        }

        if (Target.Channels >= 16)
        {
            using (writer.Open($"for (int block = 0; block < {Target.Channels / 16}; block++)"))
            {
                Block("block", name + "_Transpose");
            }
        }

        if (Tail > 0)
        {
            using (writer.Open())
            {
                Block($"{Target.Channels / 16}", name + "_TransposeLast");
            }
        }
    }

    /// <summary>[K/16][channel][16 filters] of one tap as [K][16 channels]; lanes behind the last channel become zero.</summary>
    private void EmitTranspose(CodeWriter writer, Isa isa, string name, int channels)
    {
        writer.Line();
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float weights, ref float transposed)"))
        using (writer.Open($"for (int k = 0; k < {Filters.FilterBlocks * 16}; k += 4)"))
        {
            writer.Line($"ref float source = ref Unsafe.Add(ref weights, (k / 16 * {Filters.FilterBlockStride}) + (k % 16));");
            writer.Line("ref float target = ref Unsafe.Add(ref transposed, k * 16);");
            int quads = channels / 4 * 4;
            for (int c = 0; c < quads; c += 4)
            {
                Transpose4.Emit(writer, isa, "source", c * LocalFilters.ChannelStride, LocalFilters.ChannelStride, "target", c, 16);
            }

            for (int c = quads; c < 16; c++)
            {
                for (int k = 0; k < 4; k++)
                {
                    writer.Line($"{Isa.At("target", (k * 16) + c)} = {(c < channels ? Isa.At("source", (c * LocalFilters.ChannelStride) + k) : "0f")};");
                }
            }
        }
    }

    /// <summary>Adds the products with all filters to a tile of channels x pictures.</summary>
    private void EmitTile(CodeWriter writer, Isa isa, string name, int vectors, int pictures)
    {
        int blocks = Gradient.Blocks, inBlock = Math.Min(Gradient.Channels, 16), tail = Gradient.Channels > 16 ? Gradient.Channels % 16 : 0;
        int unroll = Tiling.Unroll(vectors * pictures, tail == 0 ? [inBlock] : [inBlock, tail]);
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float dy, ref float weights, ref float dx)"))
        {
            for (int v = 0; v < vectors; v++)
            {
                for (int p = 0; p < pictures; p++)
                {
                    writer.Line($"Lanes a{v}_{p} = {isa.Load("dx", (p * TargetStride) + (v * isa.Width))};");
                }
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"w{v}").Append("value"))};");
            using (blocks == 1 ? writer.Open() : writer.Open($"for (int block = 0; block < {blocks}; block++)"))
            {
                string filters = $"{inBlock}";
                if (tail > 0)
                {
                    writer.Line($"int filters = block == {blocks - 1} ? {tail} : 16;");
                    filters = "filters";
                }

                writer.Line(blocks == 1 ? "ref float dyb = ref dy;" : $"ref float dyb = ref Unsafe.Add(ref dy, block * {Gradient.BlockStride});");
                using (writer.Open($"for (int k = 0; k < {filters}; k += {unroll})"))
                {
                    for (int u = 0; u < unroll; u++)
                    {
                        for (int v = 0; v < vectors; v++)
                        {
                            writer.Line($"w{v} = {isa.Load("weights", (u * 16) + (v * isa.Width))};");
                        }

                        for (int p = 0; p < pictures; p++)
                        {
                            writer.Line($"value = {isa.BroadcastAt("dyb", (p * GradientStride) + u)};");
                            for (int v = 0; v < vectors; v++)
                            {
                                writer.Line($"a{v}_{p} = {isa.Fma($"w{v}", "value", $"a{v}_{p}")};");
                            }
                        }
                    }

                    writer.Line($"dyb = ref Unsafe.Add(ref dyb, {unroll});");
                    writer.Line($"weights = ref Unsafe.Add(ref weights, {unroll * 16});");
                }
            }

            for (int v = 0; v < vectors; v++)
            {
                for (int p = 0; p < pictures; p++)
                {
                    writer.Line(isa.Store($"a{v}_{p}", "dx", (p * TargetStride) + (v * isa.Width)));
                }
            }
        }
    }
}
