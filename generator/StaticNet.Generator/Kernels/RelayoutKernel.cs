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
                EmitTransposed(writer, isa, source, target);
                if (target.IsCompact)
                {
                    EmitTail(writer, target.Values);
                }
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

    /// <summary>Between rows and blocks of 16 channels, four channels by four pixels at a time; positions count through all rows when both sides are gapless.</summary>
    private static void EmitTransposed(CodeWriter writer, Isa isa, Layout source, Layout target)
    {
        Layout rows = source.IsPlanar ? source : target, blocks = source.IsPlanar ? target : source;
        bool flat = rows.RowStride == rows.Width;
        int lines = flat ? 1 : rows.Lines, columns = flat ? rows.Positions : rows.Width;
        int plane = rows.ChannelStride, quads = columns / 4 * 4, wholeChannels = rows.Channels / 4 * 4;
        bool toBlocks = source.IsPlanar;
        if (toBlocks && rows.Channels % 16 != 0)
        {
            using (writer.Open($"for (int i = {(blocks.Blocks - 1) * blocks.BlockStride}; i < {blocks.Length}; i += 16)"))
            {
                for (int i = 0; i < 16; i += isa.Width)
                {
                    writer.Line(isa.Store(isa.Zero, "y", VectorCode.Sum("i", i)));
                }
            }
        }
        else if (!toBlocks && !flat)
        {
            using (writer.Open($"for (int i = 0; i < {rows.Length}; i += 16)"))
            {
                for (int i = 0; i < 16; i += isa.Width)
                {
                    writer.Line(isa.Store(isa.Zero, "y", VectorCode.Sum("i", i)));
                }
            }
        }

        string blockSide = toBlocks ? "y" : "x", rowSide = toBlocks ? "x" : "y";
        void Body(string channel, int channels)
        {
            using (writer.Open($"for (int row = 0; row < {lines}; row++)"))
            {
                writer.Line($"ref float block = ref Unsafe.Add(ref {blockSide}, ({channel} / 16 * {blocks.BlockStride}) + ({channel} % 16) + (row * {blocks.LineStride}));");
                writer.Line($"ref float line = ref Unsafe.Add(ref {rowSide}, ({channel} * {plane}) + (row * {rows.RowStride}));");
                if (channels == 4 && quads > 0)
                {
                    using (writer.Open($"for (int column = 0; column < {quads}; column += 4)"))
                    {
                        writer.Line("ref float b = ref Unsafe.Add(ref block, column * 16);");
                        writer.Line("ref float l = ref Unsafe.Add(ref line, column);");
                        if (toBlocks)
                        {
                            Transpose4.Emit(writer, isa, "l", 0, plane, "b", 0, 16);
                        }
                        else
                        {
                            Transpose4.Emit(writer, isa, "b", 0, 16, "l", 0, plane);
                        }
                    }
                }

                int first = channels == 4 ? quads : 0;
                if (first < columns)
                {
                    using (writer.Open($"for (int column = {first}; column < {columns}; column++)"))
                    {
                        for (int c = 0; c < channels; c++)
                        {
                            string b = $"Unsafe.Add(ref block, (column * 16) + {c})", l = $"Unsafe.Add(ref line, column + {c * plane})";
                            writer.Line(toBlocks ? $"{b} = {l};" : $"{l} = {b};");
                        }
                    }
                }
            }
        }

        if (wholeChannels > 0)
        {
            using (writer.Open($"for (int c = 0; c < {wholeChannels}; c += 4)"))
            {
                Body("c", 4);
            }
        }

        if (wholeChannels < rows.Channels)
        {
            using (writer.Open())
            {
                Body($"{wholeChannels}", rows.Channels - wholeChannels);
            }
        }
    }
}
