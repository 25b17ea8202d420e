using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// dX[c, ...] = sum over positions, k and taps of w[k, y, x, c, i, j] * dY[k, y, x]. Vectors run over input channels: 16 channels' weights
/// under one tap are transposed into scratch memory once, for all pictures, and the weights are so read front to back once a batch.
/// </summary>
/// <param name="Gradient">Blocked layout of dY.</param>
/// <param name="Target">Blocked layout of dX.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Rows">Taps over rows of the forward pass.</param>
/// <param name="Columns">Taps over columns of the forward pass.</param>
internal sealed record LocallyConnectedDataGradientKernel(Layout Gradient, Layout Target, LocalFilters Filters, TapAxis Rows, TapAxis Columns) : Kernel
{
    public override string Name =>
        $"LocallyConnectedData{Filters.Rows}x{Filters.Columns}_{Gradient.Channels}x{Gradient.Height}x{Gradient.Width}_To_{Target.Channels}x{Target.Height}x{Target.Width}";

    public override EquatableArray<string> Parameters => ["dy", "weights", "scratch", "dx"];

    public override bool TakesCount => true;

    /// <summary>Floats of scratch memory: 16 channels of every filter.</summary>
    public int ScratchLength => Filters.FilterBlocks * 256;

    /// <summary>Channels in the last block, where it is not full.</summary>
    private int Tail => Target.Channels % 16;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int[] pictures = LocallyConnectedKernel.Pictures(isa, isBatched: true);
        int vectors = Tiling.ChannelVectors(isa, 1);
        writer.Comment(
            $"dX ({Target.Channels}, {Target.Height}, {Target.Width}) from dY ({Gradient.Channels}, {Gradient.Height}, {Gradient.Width}),"
            + $" {Filters.Rows}x{Filters.Columns} taps, count pictures; tile of {vectors * isa.Width} channels x {pictures[0]} pictures.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int i = 0; i < count * {Target.Length}; i += 16)"))
            {
                for (int i = 0; i < 16; i += isa.Width)
                {
                    writer.Line(isa.Store(isa.Zero, "dx", VectorCode.Sum("i", i)));
                }
            }

            using (writer.Open($"for (int row = 0; row < {Gradient.Height}; row++)"))
            {
                LocallyConnectedKernel.Ranges(writer, Rows, "row", "top", "from", "to");
                using (writer.Open($"for (int column = 0; column < {Gradient.Width}; column++)"))
                {
                    LocallyConnectedKernel.Ranges(writer, Columns, "column", "first", "left", "right");
                    writer.Line($"ref float dyp = ref Unsafe.Add(ref dy, ((row * {Gradient.Width}) + column) * 16);");
                    writer.Line($"ref float wp = ref Unsafe.Add(ref weights, ((row * {Gradient.Width}) + column) * {Filters.PositionStride});");
                    using (writer.Open("for (int i = from; i < to; i++)"))
                    using (writer.Open("for (int j = left; j < right; j++)"))
                    {
                        writer.Line($"ref float wt = ref Unsafe.Add(ref wp, (i * {Filters.RowStride}) + (j * {Filters.ColumnStride}));");
                        writer.Line($"ref float dxp = ref Unsafe.Add(ref dx, ((top + (i * {Rows.Step})) * {Target.LineStride}) + ((first + (j * {Columns.Step})) * 16));");
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
                        writer.Line($"{name}_{vectors}x{p}(ref Unsafe.Add(ref dyp, picture * {Gradient.Length}), ref {Isa.At("scratch", lane)}, ref Unsafe.Add(ref dxb, (picture * {Target.Length}) + {lane}));");
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
                    writer.Line($"Lanes a{v}_{p} = {isa.Load("dx", (p * Target.Length) + (v * isa.Width))};");
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
                            writer.Line($"value = {isa.Broadcast(Isa.At("dyb", (p * Gradient.Length) + u))};");
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
                    writer.Line(isa.Store($"a{v}_{p}", "dx", (p * Target.Length) + (v * isa.Width)));
                }
            }
        }
    }
}
