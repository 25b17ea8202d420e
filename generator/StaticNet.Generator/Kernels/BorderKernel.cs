using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A map with a border put around it, or, where <see cref="Top"/> or <see cref="Left"/> is negative, cut off: row i of the target is row
/// i - Top of the source, and likewise columns; what lies outside is as <see cref="Mode"/> says. Runs on rows as on blocks of channels.
/// Its own gradient, with the signs of Top and Left turned, where the border is a constant.
/// </summary>
internal sealed record BorderKernel(Layout Source, Layout Target, int Top, int Left, PadMode Mode, float Value) : Kernel
{
    public override string Name => $"{Mode}Border_{Source.Sizes}_To_{Target.SpatialSizes}{(Source.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    /// <summary>Slices in front; negative where they are cut off.</summary>
    public int Front { get; init; }

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var rows = new BorderAxis(Source.Height, Target.Height, Top, Mode);
        var slices = new BorderAxis(Source.Depth, Target.Depth, Front, Mode);
        writer.Comment($"{Source.Tuple} -> {Target.Tuple}: row {-Top} and column {-Left} of the map come first; what lies outside is {BorderText.Of(Mode, Value)}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int plane = 0; plane < {BorderText.Planes(Target)}; plane++)"))
            using (Target.Depth == 1 ? default(IDisposable) : writer.Open($"for (int slice = 0; slice < {Target.Depth}; slice++)"))
            using (writer.Open($"for (int row = 0; row < {Target.Height}; row++)"))
            {
                string z = Target.Depth == 1 ? Isa.Text(slices.SourceOf(0)) : "z";
                if (Target.Depth > 1)
                {
                    writer.Line($"int z = {slices.Position("slice")};");
                }

                writer.Line($"int i = {rows.Position("row")};");
                writer.Line($"ref float target = ref Unsafe.Add(ref y, {BorderText.Row(Target, "slice", "row")});");
                string call = $"{name}_Row(ref Unsafe.Add(ref x, {BorderText.Row(Source, Source.Depth == 1 ? "0" : z, "i")}), ref target);";
                string[] outside = [.. slices.Outside("z").Concat(rows.Outside("i"))];
                if (Mode != PadMode.Constant || outside.Length == 0)
                {
                    writer.Line(call);
                }
                else
                {
                    using (writer.Open($"if ({string.Join(" || ", outside)})"))
                    {
                        int length = Target.IsPlanar ? Target.Width : Target.Width * Layout.Block;
                        ClearGap(writer, isa);
                        EmitFill(writer, isa, 0, length);
                    }

                    using (writer.Open("else"))
                    {
                        writer.Line(call);
                    }
                }
            }

            if (Target.IsPlanar)
            {
                for (int i = Target.Channels * Target.Lines * Target.RowStride; i < Target.Length; i++)
                {
                    writer.Line($"{Isa.At("y", i)} = 0f;");
                }
            }
        }

        writer.Line();
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_Row(ref float source, ref float target)"))
        {
            var columns = new BorderAxis(Source.Width, Target.Width, Left, Mode);
            int pixel = Target.PixelStride;
            ClearGap(writer, isa);
            EmitEdge(writer, isa, columns, 0, columns.First);
            if (columns.First < columns.End)
            {
                writer.Line($"ref float from = ref {Isa.At("source", (columns.First - Left) * pixel)}, to = ref {Isa.At("target", columns.First * pixel)};");
                RowCopy.Emit(writer, isa, "from", "to", (columns.End - columns.First) * pixel);
            }

            EmitEdge(writer, isa, columns, columns.End, Target.Width);
        }
    }

    /// <summary>Zeroes what lies behind a row's last value, and some of the row, which is written later.</summary>
    private void ClearGap(CodeWriter writer, Isa isa)
    {
        if (Target.IsPlanar && Target.RowStride % Layout.Block == 0)
        {
            for (int i = Target.Width / isa.Width * isa.Width; i < Target.RowStride; i += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, "target", i));
            }
        }
    }

    private void EmitEdge(CodeWriter writer, Isa isa, BorderAxis columns, int first, int end)
    {
        int pixel = Target.PixelStride;
        if (Mode == PadMode.Constant)
        {
            EmitFill(writer, isa, first * pixel, (end - first) * pixel);
            return;
        }

        BorderText.ForPixels(writer, first, end, columns, (sourceColumn, column) =>
        {
            for (int lane = 0; lane < pixel; lane += pixel == 1 ? 1 : isa.Width)
            {
                string from = BorderText.Pixel(sourceColumn, pixel, lane), to = BorderText.Pixel(column, pixel, lane);
                writer.Line(pixel == 1 ? $"{Isa.At("target", to)} = {Isa.At("source", from)};" : isa.Store(isa.Load("source", from), "target", to));
            }
        });
    }

    /// <summary>Writes the value to a run of the target's row.</summary>
    private void EmitFill(CodeWriter writer, Isa isa, int start, int length)
    {
        int whole = length / isa.Width * isa.Width;
        string value = Value == 0 ? isa.Zero : isa.Broadcast(Value);
        if (whole > 8 * isa.Width)
        {
            using (writer.Open($"for (int fill = {start}; fill < {start + whole}; fill += {isa.Width})"))
            {
                writer.Line(isa.Store(value, "target", "fill"));
            }
        }
        else
        {
            for (int i = start; i < start + whole; i += isa.Width)
            {
                writer.Line(isa.Store(value, "target", i));
            }
        }

        for (int i = start + whole; i < start + length; i++)
        {
            writer.Line($"{Isa.At("target", i)} = {Isa.Text(Value)};");
        }
    }
}

/// <summary>
/// The gradient of a reflected or replicated border: every position of the map gathers its own gradient and that of the border's
/// positions which repeat it.
/// </summary>
internal sealed record BorderFoldKernel(Layout Source, Layout Target, int Top, int Left, PadMode Mode) : Kernel
{
    public override string Name => $"{Mode}Border_Backward_{Source.Sizes}_To_{Target.SpatialSizes}{(Source.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters => ["dy", "dx"];

    public int Front { get; init; }

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var rows = new BorderAxis(Source.Height, Target.Height, Top, Mode);
        var slices = new BorderAxis(Source.Depth, Target.Depth, Front, Mode);
        writer.Comment($"Gradient of a border that is {BorderText.Of(Mode, 0)}, {Target.Tuple} -> {Source.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            VectorCode.Clear(writer, isa, "dx", 0, Source.Length);
            using (writer.Open($"for (int plane = 0; plane < {BorderText.Planes(Target)}; plane++)"))
            using (Target.Depth == 1 ? default(IDisposable) : writer.Open($"for (int slice = 0; slice < {Target.Depth}; slice++)"))
            using (writer.Open($"for (int row = 0; row < {Target.Height}; row++)"))
            {
                if (Target.Depth > 1)
                {
                    writer.Line($"int z = {slices.Position("slice")};");
                }

                writer.Line($"int i = {rows.Position("row")};");
                writer.Line(
                    $"{name}_Row(ref Unsafe.Add(ref dy, {BorderText.Row(Target, "slice", "row")}), ref Unsafe.Add(ref dx, {BorderText.Row(Source, Source.Depth == 1 ? "0" : "z", "i")}));");
            }
        }

        writer.Line();
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_Row(ref float gradient, ref float sum)"))
        {
            var columns = new BorderAxis(Source.Width, Target.Width, Left, Mode);
            int pixel = Target.PixelStride;
            int length = (columns.End - columns.First) * pixel, whole = length / isa.Width * isa.Width;
            writer.Line($"ref float from = ref {Isa.At("gradient", columns.First * pixel)}, to = ref {Isa.At("sum", (columns.First - Left) * pixel)};");
            if (whole > 0)
            {
                using (writer.Open($"for (int k = 0; k < {whole}; k += {isa.Width})"))
                {
                    writer.Line(isa.Store($"{isa.Load("to", "k")} + {isa.Load("from", "k")}", "to", "k"));
                }
            }

            for (int k = whole; k < length; k++)
            {
                writer.Line($"{Isa.At("to", k)} += {Isa.At("from", k)};");
            }

            EmitEdge(writer, isa, columns, 0, columns.First);
            EmitEdge(writer, isa, columns, columns.End, Target.Width);
        }
    }

    private void EmitEdge(CodeWriter writer, Isa isa, BorderAxis columns, int first, int end)
    {
        int pixel = Target.PixelStride;
        BorderText.ForPixels(writer, first, end, columns, (sourceColumn, column) =>
        {
            for (int lane = 0; lane < pixel; lane += pixel == 1 ? 1 : isa.Width)
            {
                string to = BorderText.Pixel(sourceColumn, pixel, lane), from = BorderText.Pixel(column, pixel, lane);
                writer.Line(pixel == 1
                    ? $"{Isa.At("sum", to)} += {Isa.At("gradient", from)};"
                    : isa.Store($"{isa.Load("sum", to)} + {isa.Load("gradient", from)}", "sum", to));
            }
        });
    }
}

/// <summary>One axis of a border: position o of the target is o - before of the source where that lies inside.</summary>
internal sealed class BorderAxis(int sources, int targets, int before, PadMode mode)
{
    /// <summary>The first target position whose source lies inside the map.</summary>
    public int First => Math.Min(targets, Math.Max(0, before));

    /// <summary>The target position after the last of those.</summary>
    public int End => Math.Max(First, Math.Min(targets, sources + before));

    /// <summary>The source position under a target position; outside the map for a constant border.</summary>
    public int SourceOf(int target)
    {
        int position = target - before;
        return mode switch
        {
            PadMode.Reflect => sources - 1 - Math.Abs(sources - 1 - Math.Abs(position)),
            PadMode.Replicate => Math.Min(Math.Max(position, 0), sources - 1),
            _ => position,
        };
    }

    /// <summary>C# for the same.</summary>
    public string Position(string target)
    {
        string position = before == 0 ? target : before < 0 ? $"{target} + {-before}" : $"{target} - {before}";
        return First == 0 && End == targets ? position : mode switch
        {
            // As Math.Abs and Math.Clamp would say it, but those call what throws.
            PadMode.Reflect => $"Math.Max(-({position}), Math.Min({position}, {2 * (sources - 1)} - ({position})))",
            PadMode.Replicate => $"Math.Max(0, Math.Min({position}, {sources - 1}))",
            _ => position,
        };
    }

    /// <summary>C# conditions under which a position lies outside, as far as it can.</summary>
    public IEnumerable<string> Outside(string position)
    {
        if (First > 0)
        {
            yield return $"{position} < 0";
        }

        if (End < targets)
        {
            yield return $"{position} >= {sources}";
        }
    }
}

/// <summary>Pieces of text that both share.</summary>
internal static class BorderText
{
    /// <summary>Pixels of an edge up to which they are written out.</summary>
    private const int MaxPixels = 4;

    public static string Of(PadMode mode, float value) => mode switch
    {
        PadMode.Reflect => "mirrored at the outermost positions",
        PadMode.Replicate => "the outermost positions repeated",
        _ => Isa.Text(value),
    };

    /// <summary>Channels in rows, or blocks of channels.</summary>
    public static int Planes(Layout layout) => layout.IsPlanar ? layout.Channels : layout.Blocks;

    /// <summary>C# for the offset of a row.</summary>
    public static string Row(Layout layout, string slice, string row) =>
        $"(plane * {(layout.IsPlanar ? layout.ChannelStride : layout.BlockStride)}) + {(layout.Depth == 1 ? "" : $"({slice} * {layout.SliceStride}) + ")}({row} * {layout.LineStride})";

    /// <summary>C# for the offset of a lane of a pixel in a row.</summary>
    public static string Pixel(string column, int pixel, int lane) => int.TryParse(column, out int constant)
        ? Isa.Text((constant * pixel) + lane)
        : VectorCode.Sum(pixel == 1 ? column : $"({column} * {pixel})", lane);

    /// <summary>The target columns from <paramref name="first"/> up to <paramref name="end"/> with their source columns; a loop where they are many.</summary>
    public static void ForPixels(CodeWriter writer, int first, int end, BorderAxis columns, Action<string, string> body)
    {
        if (end - first > MaxPixels)
        {
            using (writer.Open($"for (int column = {first}; column < {end}; column++)"))
            {
                writer.Line($"int j = {columns.Position("column")};");
                body("j", "column");
            }

            return;
        }

        for (int column = first; column < end; column++)
        {
            body(Isa.Text(columns.SourceOf(column)), Isa.Text(column));
        }
    }
}
