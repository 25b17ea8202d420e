using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Copies a value from one layout to another of the same channels, slices, rows and columns, or between a map and the vector of its values in channels,
/// rows, columns order. The target's padding becomes zero. Of a compact source nothing but the values is read, since it may be the
/// caller's memory.
/// </summary>
/// <param name="Source">Layout read.</param>
/// <param name="Target">Layout written.</param>
/// <param name="ToCaller">The target is the caller's memory, which ends with the last value.</param>
internal sealed record RelayoutKernel(Layout Source, Layout Target, bool ToCaller = false) : Kernel
{
    public override string Name => Source == Target
        ? $"Copy{(ToCaller ? "Out" : "")}_{Source.Values}"
        : $"Relayout_{Source.Sizes}_{Kind(Source)}To{Kind(Target)}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        // A vector is the map in compact rows.
        Layout source = IsVector(Source) ? Rows(Target) : Source, target = IsVector(Target) ? Rows(Source) : Target;
        writer.Comment($"{Source} -> {Target}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (source.IsCompact && target.IsCompact)
            {
                RowCopy.Emit(writer, isa, "x", "y", source.Values);
                EmitTail(writer, source.Values);
            }
            else if (source.IsPlanar && target.IsPlanar)
            {
                EmitRows(writer, isa, source, target);
                if (target.IsCompact)
                {
                    EmitTail(writer, target.Values);
                }
            }
            else if (source.IsBlocked && target.IsBlocked)
            {
                RowCopy.Emit(writer, isa, "x", "y", source.Length);
            }
            else
            {
                EmitTransposed(writer, isa, name, source, target);
                if (target.IsCompact)
                {
                    EmitTail(writer, target.Values);
                }
            }
        }

        if (source.IsPlanar != target.IsPlanar && Lines.Between(source, target) is var lines && BlockTranspose.Serves(isa, lines.Columns))
        {
            foreach (int channels in lines.ChannelCounts)
            {
                lines.Transpose.EmitMethod(writer, Optimized, name, channels);
            }
        }
    }

    private static string Kind(Layout layout) => layout.IsBlocked ? (IsVector(layout) ? "Vector" : "Blocks") : layout.RowStride == layout.Width ? "Rows" : $"Rows{layout.RowStride}";

    private static bool IsVector(Layout layout) => layout.IsBlocked && layout.Positions == 1;

    private static Layout Rows(Layout map) => new(LayoutKind.Planar, map.Channels, map.Height, map.Width, map.Width) { Depth = map.Depth };

    /// <summary>Clears what lies behind the last value, unless the target is the caller's.</summary>
    private void EmitTail(CodeWriter writer, int values)
    {
        for (int i = values; i < Target.Length && !ToCaller; i++)
        {
            writer.Line($"{Isa.At("y", i)} = 0f;");
        }
    }

    private static void EmitRows(CodeWriter writer, Isa isa, Layout source, Layout target)
    {
        using (writer.Open($"for (int row = 0; row < {source.Channels * source.Lines}; row++)"))
        {
            writer.Line($"ref float from = ref Unsafe.Add(ref x, row * {source.RowStride});");
            writer.Line($"ref float to = ref Unsafe.Add(ref y, row * {target.RowStride});");
            for (int i = source.Width / isa.Width * isa.Width; i < target.RowStride && target.RowStride % Layout.Block == 0; i += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, "to", i));
            }

            RowCopy.Emit(writer, isa, "from", "to", source.Width);
        }
    }

    /// <summary>Between rows and blocks of 16 channels.</summary>
    private static void EmitTransposed(CodeWriter writer, Isa isa, string name, Layout source, Layout target)
    {
        var lines = Lines.Between(source, target);
        if (!lines.ToBlocks && lines.Rows.HasGaps)
        {
            EmitGaps(writer, isa, lines.Rows);
        }

        if (BlockTranspose.Serves(isa, lines.Columns))
        {
            EmitInSquares(writer, name, lines);
            return;
        }

        if (lines.ToBlocks && lines.Rows.Channels % Layout.Block != 0)
        {
            using (writer.Open($"for (int i = {(lines.Blocks.Blocks - 1) * lines.Blocks.BlockStride}; i < {lines.Blocks.Length}; i += 16)"))
            {
                VectorCode.ForBlock(isa, part => writer.Line(isa.Store(isa.Zero, "y", VectorCode.Sum("i", part))));
            }
        }

        EmitInQuads(writer, isa, lines);
    }

    /// <summary>Clears what lies behind the values of each row, from the last whole vector on.</summary>
    private static void EmitGaps(CodeWriter writer, Isa isa, Layout rows)
    {
        int first = rows.RowStride % Layout.Block == 0 ? rows.Width / isa.Width * isa.Width : 0;
        int step = rows.RowStride % Layout.Block == 0 ? rows.RowStride : Layout.Block, end = first == 0 ? step : rows.RowStride;
        using (writer.Open($"for (int row = 0; row < {rows.Length}; row += {step})"))
        {
            for (int i = first; i < end; i += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, "y", VectorCode.Sum("row", i)));
            }
        }
    }

    /// <summary>Some channels at a time, in squares of eight channels by eight positions.</summary>
    private static void EmitInSquares(CodeWriter writer, string name, Lines lines)
    {
        int together = lines.ChannelsTogether, whole = lines.Rows.Channels / together, rest = lines.Rows.Channels % together;
        if (whole > 0)
        {
            using (writer.Open($"for (int group = 0; group < {whole}; group++)"))
            {
                EmitGroup("group", together);
            }
        }

        if (rest > 0)
        {
            using (writer.Open())
            {
                EmitGroup(Isa.Text(whole), rest);
            }
        }

        void EmitGroup(string group, int channels)
        {
            using (writer.Open($"for (int row = 0; row < {lines.Count}; row++)"))
            {
                int parts = Layout.Block / together;
                string block = parts == 1
                    ? $"{group} * {lines.Blocks.BlockStride}"
                    : $"({group} / {parts} * {lines.Blocks.BlockStride}) + ({group} % {parts} * {together})";
                lines.EmitReferences(writer, block, $"{group} * {together * lines.Plane}");
                lines.Transpose.EmitLine(writer, name, channels);
            }
        }
    }

    /// <summary>Four channels by four positions at a time, and what is left float by float.</summary>
    private static void EmitInQuads(CodeWriter writer, Isa isa, Lines lines)
    {
        int channels = lines.Rows.Channels, quads = lines.Columns / 4 * 4, whole = channels / 4 * 4;
        if (whole > 0)
        {
            using (writer.Open($"for (int c = 0; c < {whole}; c += 4)"))
            {
                EmitGroup("c", 4);
            }
        }

        if (whole < channels)
        {
            using (writer.Open())
            {
                EmitGroup(Isa.Text(whole), channels - whole);
            }
        }

        void EmitGroup(string channel, int count)
        {
            using (writer.Open($"for (int row = 0; row < {lines.Count}; row++)"))
            {
                lines.EmitReferences(writer, $"({channel} / 16 * {lines.Blocks.BlockStride}) + ({channel} % 16)", $"{channel} * {lines.Plane}");
                if (count == 4 && quads > 0)
                {
                    using (writer.Open($"for (int column = 0; column < {quads}; column += 4)"))
                    {
                        writer.Line("ref float b = ref Unsafe.Add(ref block, column * 16);");
                        writer.Line("ref float l = ref Unsafe.Add(ref line, column);");
                        if (lines.ToBlocks)
                        {
                            Transpose4.Emit(writer, isa, "l", 0, lines.Plane, "b", 0, 16);
                        }
                        else
                        {
                            Transpose4.Emit(writer, isa, "b", 0, 16, "l", 0, lines.Plane);
                        }
                    }
                }

                int first = count == 4 ? quads : 0;
                if (first < lines.Columns)
                {
                    using (writer.Open($"for (int column = {first}; column < {lines.Columns}; column++)"))
                    {
                        for (int c = 0; c < count; c++)
                        {
                            string b = $"Unsafe.Add(ref block, {VectorCode.Sum("(column * 16)", c)})", l = $"Unsafe.Add(ref line, {VectorCode.Sum("column", c * lines.Plane)})";
                            writer.Line(lines.ToBlocks ? $"{b} = {l};" : $"{l} = {b};");
                        }
                    }
                }
            }
        }
    }

    /// <summary>
    /// What a change between rows and blocks runs over: so many lines of so many positions in every channel. Rows without gaps are one line.
    /// </summary>
    private sealed record Lines(Layout Rows, Layout Blocks, bool ToBlocks, int Count, int Columns)
    {
        /// <summary>Floats between two channels in rows.</summary>
        public int Plane => Rows.ChannelStride;

        public BlockTranspose Transpose => new(ToBlocks, Plane, Columns);

        /// <summary>
        /// Channels that are in work at a time: those of a block, or four where planes lie whole pages apart, so that 16 lines that are being
        /// written would all be in one set of the first-level cache.
        /// </summary>
        public int ChannelsTogether => !ToBlocks && Plane % 1024 == 0 ? 4 : Layout.Block;

        /// <summary>The numbers of channels that are in work at a time: at first, and at last.</summary>
        public IEnumerable<int> ChannelCounts =>
            new[] { Math.Min(ChannelsTogether, Rows.Channels), Rows.Channels % ChannelsTogether }.Where(static count => count > 0).Distinct();

        public static Lines Between(Layout source, Layout target)
        {
            Layout rows = source.IsPlanar ? source : target, blocks = source.IsPlanar ? target : source;
            bool isFlat = rows.RowStride == rows.Width;
            return new(rows, blocks, source.IsPlanar, isFlat ? 1 : rows.Lines, isFlat ? rows.Positions : rows.Width);
        }

        /// <summary>Declares <c>block</c> and <c>line</c>, the places of a group of channels in the line of the variable row.</summary>
        public void EmitReferences(CodeWriter writer, string blockOffset, string lineOffset)
        {
            string Row(int stride) => Count == 1 ? "" : $" + (row * {stride})";
            (string block, string line) = ToBlocks ? ("y", "x") : ("x", "y");
            writer.Line($"ref float block = ref Unsafe.Add(ref {block}, ({blockOffset}){Row(Blocks.LineStride)});");
            writer.Line($"ref float line = ref Unsafe.Add(ref {line}, ({lineOffset}){Row(Rows.RowStride)});");
        }
    }
}
