using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y[k, y, x] = b[k, y, x] + sum over c, i, j of w[k, y, x, c, i, j] * x[c, y*S + i - P, x*S + j - P]: bound by reading the weights, of
/// which every one is used once a picture. For one picture as many vectors of filters as fit are taken together; for a batch the
/// pictures run inside, so that a position's weights are fetched once for all of them. Taps in the padding are left out by range.
/// </summary>
/// <param name="Source">Layout read, planar or blocked.</param>
/// <param name="SourceStride">Floats from a picture's source to the next one's.</param>
/// <param name="Target">Blocked layout written; the biases lie alike.</param>
/// <param name="TargetStride">Floats from a picture's target to the next one's.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
/// <param name="IsBatched">Whether the kernel runs over the pictures itself.</param>
internal sealed record LocallyConnectedKernel(
    Layout Source,
    int SourceStride,
    Layout Target,
    int TargetStride,
    LocalFilters Filters,
    TapAxis Rows,
    TapAxis Columns,
    bool HasBias,
    Activation? Activation,
    bool IsBatched) : Kernel
{
    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    public override string Name =>
        $"LocallyConnected{Filters.Rows}x{Filters.Columns}{(IsBatched ? "Batch" : "")}_{Source.Sizes}_To_{Target.Sizes}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => HasBias ? ["x", "weights", "bias", "y"] : ["x", "weights", "y"];

    public override bool TakesCount => IsBatched;

    private bool IsVolume => !Slices.IsSingle;

    private string BiasParameter => HasBias ? "ref float bias, " : "";

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = IsBatched ? Tiling.ChannelVectors(isa, Filters.FilterBlocks) : Math.Min(Filters.FilterBlocks * 16 / isa.Width, isa.Width == 8 ? 6 : 8);
        int[] pictures = Pictures(isa, IsBatched);
        writer.Comment(
            $"{Source.Tuple} -> {Target.Tuple},"
            + $" {(IsVolume ? $"{Filters.Slices}x" : "")}{Filters.Rows}x{Filters.Columns} taps and weights of its own for every position; tile of {vectors * isa.Width} filters x {pictures[0]} picture(s).");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (IsVolume ? writer.Open($"for (int slice = 0; slice < {Target.Depth}; slice++)") : default(IDisposable))
        {
            if (IsVolume)
            {
                Ranges(writer, Slices, "slice", "front", "fromSlice", "toSlice");
            }

            using IDisposable rows = writer.Open($"for (int row = 0; row < {Target.Height}; row++)");
            Ranges(writer, Rows, "row", "top", "from", "to");
            using (writer.Open($"for (int column = 0; column < {Target.Width}; column++)"))
            {
                Ranges(writer, Columns, "column", "first", "left", "right");
                writer.Line($"int number = {Position(Target, IsVolume)};");
                writer.Line("int pixel = number * 16;");
                writer.Line($"ref float position = ref Unsafe.Add(ref weights, number * {Filters.PositionStride});");
                LocalFilters.ForGroups(writer, isa, Filters.FilterBlocks, vectors, (filter, count) => EmitGroup(writer, name, isa, filter, count, pictures));
            }
        }

        foreach (int v in LocalFilters.GroupSizes(isa, Filters.FilterBlocks, vectors))
        {
            foreach (int p in pictures)
            {
                writer.Line();
                EmitTile(writer, isa, $"{name}_{v}x{p}", v, p);
            }
        }
    }

    /// <summary>Pictures in a tile, beside <see cref="Tiling.ChannelVectors"/> vectors of filters; a batch is cut into the largest that are left.</summary>
    public static int[] Pictures(Isa isa, bool isBatched) => !isBatched ? [1] : isa.Width switch
    {
        16 => [8, 4, 1],
        8 or 4 => [6, 1],
        _ => [2, 1],
    };

    /// <summary>Declares where a position's window begins, and the range of its taps inside the source.</summary>
    public static void Ranges(CodeWriter writer, TapAxis axis, string output, string start, string from, string to)
    {
        string position = axis.Stride == 1 ? output : $"({output} * {axis.Stride})";
        writer.Line($"int {start} = {(axis.First < 0 ? $"{position} - {-axis.First}" : VectorCode.Sum(position, axis.First))};");
        writer.Line($"int {from} = {axis.FirstInside(start)};");
        writer.Line($"int {to} = {axis.AfterInside(start)};");
    }

    /// <summary>C# for the number of the output position of the loops' slice, row and column.</summary>
    public static string Position(Layout map, bool isVolume) => isVolume
        ? $"(((slice * {map.Height}) + row) * {map.Width}) + column"
        : $"(row * {map.Width}) + column";

    private void EmitGroup(CodeWriter writer, string name, Isa isa, string filter, int vectors, int[] pictures)
    {
        int perGroup = vectors * isa.Width;
        writer.Line($"ref float ws = ref {Isa.At("position", LocalFilters.ChannelOffset(filter, perGroup, Filters.FilterBlockStride))};");
        writer.Line($"int target = {LocalFilters.ChannelOffset(filter, perGroup, Target.BlockStride)} + pixel;");
        if (HasBias)
        {
            writer.Line("ref float bs = ref Unsafe.Add(ref bias, target);");
        }

        string bias = HasBias ? "ref bs, " : "";
        if (!IsBatched)
        {
            writer.Line($"{name}_{vectors}x1(ref x, ref ws, {bias}ref Unsafe.Add(ref y, target){(IsVolume ? ", front, fromSlice, toSlice" : "")}, top, from, to, first, left, right);");
            return;
        }

        writer.Line("int picture = 0;");
        foreach (int p in pictures)
        {
            using (writer.Open($"for (; picture + {p} <= count; picture += {p})"))
            {
                writer.Line($"{name}_{vectors}x{p}(ref Unsafe.Add(ref x, picture * {SourceStride}), ref ws, {bias}ref Unsafe.Add(ref y, (picture * {TargetStride}) + target){(IsVolume ? ", front, fromSlice, toSlice" : "")}, top, from, to, first, left, right);");
            }
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, int vectors, int pictures)
    {
        int blocks = (Source.Channels + 15) / 16, inBlock = Math.Min(Source.Channels, 16), tail = Source.Channels > 16 ? Source.Channels % 16 : 0;
        int unroll = Tiling.Unroll(vectors * pictures, tail == 0 ? [inBlock] : [inBlock, tail]);

        // Pictures of a batch add up in the same order whatever the tile; a single one may have more sums to hide latency.
        int parts = IsBatched || vectors >= 6 ? 1 : Math.Min(unroll, vectors <= 2 ? 4 : 2);
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}(ref float x, ref float weights, {BiasParameter}ref float y{(IsVolume ? ", int front, int fromSlice, int toSlice" : "")}, int top, int from, int to, int first, int left, int right)"))
        {
            for (int v = 0; v < vectors; v++)
            {
                int offset = LocalFilters.VectorOffset(isa, v, Target.BlockStride);
                for (int p = 0; p < pictures; p++)
                {
                    for (int part = 0; part < parts; part++)
                    {
                        writer.Line($"Lanes a{v}_{p}_{part} = {(part > 0 || !HasBias ? isa.Zero : p > 0 ? $"a{v}_0_0" : isa.Load("bias", offset))};");
                    }
                }
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"w{v}").Append("value"))};");
            using (IsVolume ? writer.Open("for (int d = fromSlice; d < toSlice; d++)") : default(IDisposable))
            using (writer.Open("for (int i = from; i < to; i++)"))
            using (writer.Open("for (int j = left; j < right; j++)"))
            {
                writer.Line($"ref float xp = ref Unsafe.Add(ref x, {(IsVolume ? $"((front + (d * {Slices.Step})) * {Source.SliceStride}) + " : "")}((top + (i * {Rows.Step})) * {Source.LineStride}) + ((first + (j * {Columns.Step})) * {Source.PixelStride}));");
                writer.Line($"ref float wp = ref Unsafe.Add(ref weights, {(IsVolume ? $"(d * {Filters.SliceStride}) + " : "")}(i * {Filters.RowStride}) + (j * {Filters.ColumnStride}));");
                if (blocks == 1)
                {
                    EmitChannels(writer, isa, vectors, pictures, parts, unroll, $"{inBlock}");
                }
                else
                {
                    using (writer.Open($"for (int block = 0; block < {blocks}; block++)"))
                    {
                        string channels = $"{inBlock}";
                        if (tail > 0)
                        {
                            writer.Line($"int channels = block == {blocks - 1} ? {tail} : 16;");
                            channels = "channels";
                        }

                        writer.Line($"ref float xb = ref Unsafe.Add(ref xp, block * {Source.BlockStride});");
                        EmitChannels(writer, isa, vectors, pictures, parts, unroll, channels, "xb");
                    }
                }
            }

            for (int v = 0; v < vectors; v++)
            {
                for (int p = 0; p < pictures; p++)
                {
                    string a = $"a{v}_{p}_0";
                    if (parts > 1)
                    {
                        writer.Line($"{a} = {string.Join(" + ", Enumerable.Range(0, parts).Select(part => $"a{v}_{p}_{part}"))};");
                    }

                    string value = Activation is { } activation ? Activations.Apply(isa, activation.Function, activation.Slope, a) : a;
                    writer.Line(isa.Store(value, "y", (p * TargetStride) + LocalFilters.VectorOffset(isa, v, Target.BlockStride)));
                }
            }
        }
    }

    private void EmitChannels(CodeWriter writer, Isa isa, int vectors, int pictures, int parts, int unroll, string channels, string x = "xp")
    {
        using (writer.Open($"for (int c = 0; c < {channels}; c += {unroll})"))
        {
            for (int u = 0; u < unroll; u++)
            {
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line($"w{v} = {isa.Load("wp", (u * LocalFilters.ChannelStride) + LocalFilters.VectorOffset(isa, v, Filters.FilterBlockStride))};");
                }

                for (int p = 0; p < pictures; p++)
                {
                    writer.Line($"value = {isa.BroadcastAt(x, (p * SourceStride) + (u * Source.ChannelStride))};");
                    for (int v = 0; v < vectors; v++)
                    {
                        string a = $"a{v}_{p}_{u % parts}";
                        writer.Line($"{a} = {isa.Fma($"w{v}", "value", a)};");
                    }
                }
            }

            writer.Line($"{x} = ref Unsafe.Add(ref {x}, {unroll * Source.ChannelStride});");
            writer.Line($"wp = ref Unsafe.Add(ref wp, {unroll * LocalFilters.ChannelStride});");
        }
    }
}
