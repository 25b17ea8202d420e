using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The loops of a pool over blocks of 16 channels, rows and columns. Rows whose windows lie inside the map, nearly all, are one method with
/// every tap at a constant offset; rows at the border are another, which is told how many of the window's rows lie inside. In
/// both, columns at the border are written out one by one with the taps that they have. Of a volume the rows of every slice are walked, and
/// where slices at the border leave out some of the window's, both are told how many it has.
/// </summary>
/// <param name="source">The map that windows slide over.</param>
/// <param name="target">One position for each window.</param>
/// <param name="window">The window.</param>
/// <param name="onSource">Parameters in the source's layout.</param>
/// <param name="onTarget">Parameters in the target's layout.</param>
/// <param name="countsPadding">An average's divisor counts the written padding.</param>
internal sealed class PoolWalk(Layout source, Layout target, Window2D window, string[] onSource, string[] onTarget, bool countsPadding)
{
    /// <summary>Statements that clipped columns may take before they become a loop.</summary>
    private const int MaxClippedTaps = 200;

    private readonly TapAxis slices = window.SlicesOf(source, target);
    private readonly TapAxis rows = window.RowsOf(source, target);
    private readonly TapAxis columns = window.ColumnsOf(source, target);

    private Window2D Window => window;

    private bool CountsPadding => countsPadding;

    /// <summary>Whether windows slide over slices too.</summary>
    private bool IsVolume => !slices.IsSingle;

    /// <summary>What the methods of a row are told of their slices.</summary>
    private string[] SliceParameters => !slices.IsClipped ? [] : countsPadding ? ["slices", "countedSlices"] : ["slices"];

    /// <summary>Whether every window has all its slices.</summary>
    public bool HasWholeSlices => !slices.IsClipped;

    /// <summary>Distance of a window's slices.</summary>
    public int SliceStep => window.DilationD * source.SliceStride;

    /// <summary>Distance of a window's rows.</summary>
    public int LineStep => window.DilationH * source.LineStride;

    /// <summary>Units of work: the target's rows, of a volume its slices, in each block of channels.</summary>
    public static int UnitsOf(Layout target) => target.Blocks * (target.Depth > 1 ? target.Depth : target.Height);

    /// <summary>Writes the loops over blocks and rows, the body of the kernel's own method.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isa">Vectors.</param>
    /// <param name="name">The kernel's method.</param>
    /// <param name="isSplit">The method does the units between its parameters from and to.</param>
    public void EmitLoops(CodeWriter writer, Isa isa, string name, bool isSplit = false)
    {
        bool slicesSplit = isSplit && target.Depth > 1, rowsSplit = isSplit && !slicesSplit;
        (int first, int end) = Inside(rows);
        string lane = isa.Width == Layout.Block ? "" : " + lane";
        string block = isSplit && source.Blocks == 1 ? "0" : "block";
        using (isSplit
            ? UnitLoops.Open(writer, "block", source.Blocks, slicesSplit ? "Slice" : "Row", slicesSplit ? target.Depth : target.Height, UnitLoops.IsByLines(target))
            : writer.Open($"for (int block = 0; block < {source.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        using (!IsVolume ? default(IDisposable)
            : writer.Open(slicesSplit ? "for (int slice = firstSlice; slice < endSlice; slice++)" : $"for (int slice = 0; slice < {target.Depth}; slice++)"))
        {
            string sourceSlice = "", targetSlice = "", sliceArguments = "";
            if (IsVolume)
            {
                writer.Line($"int front = {(window.PadFront == 0 ? $"slice * {window.StrideD}" : $"(slice * {window.StrideD}) - {window.PadFront}")};");
                sourceSlice = $"(front * {source.SliceStride}) + ";
                targetSlice = $" + (slice * {target.SliceStride})";
            }

            if (slices.IsClipped)
            {
                writer.Line($"int fromSlice = {slices.FirstInside("front")};");
                writer.Line($"int slices = {slices.AfterInside("front")} - fromSlice;");
                if (countsPadding)
                {
                    writer.Line($"int countedSlices = Math.Min({window.KernelD}, {source.Depth + window.PadBack} - front);");
                }

                sourceSlice = $"((front + {(window.DilationD == 1 ? "fromSlice" : $"(fromSlice * {window.DilationD})")}) * {source.SliceStride}) + ";
                sliceArguments = string.Concat(SliceParameters.Select(static parameter => ", " + parameter));
            }

            string targets = string.Join(", ", onTarget.Select(t => $"ref Unsafe.Add(ref {t}, ({block} * {target.BlockStride}){lane}{targetSlice} + (row * {target.LineStride}))")) + sliceArguments;
            string Sources(string row) => string.Join(", ", onSource.Select(s => $"ref Unsafe.Add(ref {s}, ({block} * {source.BlockStride}){lane} + {sourceSlice}{row})"));
            string Rows(int from, int to) => !rowsSplit ? $"for (int row = {from}; row < {to}; row++)"
                : $"for (int row = {(from == 0 ? "firstRow" : $"Math.Max(firstRow, {from})")}; row < {(to == target.Height ? "endRow" : $"Math.Min(endRow, {to})")}; row++)";
            void Edge(int from, int to)
            {
                if (from == to)
                {
                    return;
                }

                using (writer.Open(Rows(from, to)))
                {
                    writer.Line($"int top = (row * {window.StrideH}) - {window.PadTop};");
                    writer.Line($"int firstTap = {rows.FirstInside("top")};");
                    string counted = countsPadding ? $", Math.Min({window.KernelH}, {source.Height + window.PadBottom} - top)" : "";
                    string inside = $"((top + {(window.DilationH == 1 ? "firstTap" : $"(firstTap * {window.DilationH})")}) * {source.LineStride})";
                    writer.Line($"{name}_EdgeRow({Sources(inside)}, {targets}, {rows.AfterInside("top")} - firstTap{counted});");
                }
            }

            Edge(0, first);
            if (first < end)
            {
                using (writer.Open(Rows(first, end)))
                {
                    int padding = window.PadTop * source.LineStride;
                    writer.Line($"{name}_Row({Sources($"(row * {window.StrideH * source.LineStride}){(padding == 0 ? "" : $" - {padding}")}")}, {targets});");
                }
            }

            Edge(end, target.Height);
        }
    }

    /// <summary>
    /// Writes the methods of a row. <paramref name="pixel"/> writes one window; <paramref name="group"/> writes some windows next to each
    /// other whose taps all lie inside, and is used where <paramref name="groupSize"/> is more than zero.
    /// </summary>
    public void EmitRows(CodeWriter writer, string name, Action<PoolPixel> pixel, int groupSize = 0, Action<int>? group = null)
    {
        (int first, int end) = Inside(rows);
        string references = string.Join(", ", onSource.Concat(onTarget).Select(static reference => "ref float " + reference))
            + string.Concat(SliceParameters.Select(static parameter => ", int " + parameter));
        if (first < end)
        {
            writer.Line();
            writer.Comment("A row of windows that lie inside the map's rows.");
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            using (writer.Open($"private static void {name}_Row({references})"))
            {
                EmitRow(writer, isEdge: false, pixel, groupSize, group);
            }
        }

        if (end - first < target.Height)
        {
            writer.Line();
            writer.Comment("A row of windows of which only some rows lie inside the map.");
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            using (writer.Open($"private static void {name}_EdgeRow({references}, int rows{(countsPadding ? ", int counted" : "")})"))
            {
                EmitRow(writer, isEdge: true, pixel, 0, null);
            }
        }
    }

    /// <summary>The outputs whose windows have all their taps inside.</summary>
    private static (int First, int End) Inside(TapAxis axis)
    {
        int[] inside = [.. Enumerable.Range(0, axis.Outputs).Where(output => axis.IsInside(output, 0) && axis.IsInside(output, axis.Count - 1))];
        return inside.Length == 0 ? (0, 0) : (inside[0], inside[inside.Length - 1] + 1);
    }

    private void EmitRow(CodeWriter writer, bool isEdge, Action<PoolPixel> pixel, int groupSize, Action<int>? group)
    {
        (int first, int end) = Inside(columns);
        EmitClipped(writer, isEdge, 0, first, pixel);
        if (group is null || groupSize == 0)
        {
            EmitLoop(writer, first, end, 1, () => pixel(new PoolPixel(writer, this, isEdge, window.KernelW, window.KernelW, "At", 0, "0")));
        }
        else
        {
            int grouped = (end - first) / groupSize * groupSize;
            EmitLoop(writer, first, first + grouped, groupSize, () => group(groupSize));
            EmitLoop(writer, first + grouped, end, end - first - grouped, () => group(end - first - grouped));
        }

        EmitClipped(writer, isEdge, end, target.Width, pixel);
    }

    /// <summary>Windows inside the map's columns, a few in each turn of a loop; the body finds its references moved, with At behind their names.</summary>
    private void EmitLoop(CodeWriter writer, int first, int end, int step, Action body)
    {
        if (first == end)
        {
            return;
        }

        bool isLoop = end - first > step;
        using (isLoop ? writer.Open($"for (int column = {first}; column < {end}; {(step == 1 ? "column++" : $"column += {step}")})") : writer.Open())
        {
            int before = window.PadLeft * Layout.Block;
            string at = isLoop
                ? before == 0 ? $"column * {window.StrideW * Layout.Block}" : $"(column * {window.StrideW * Layout.Block}) - {before}"
                : Isa.Text((first * window.StrideW * Layout.Block) - before);
            foreach (string reference in onSource)
            {
                writer.Line($"ref float {reference}At = ref {Isa.At(reference, at)};");
            }

            foreach (string reference in onTarget)
            {
                writer.Line($"ref float {reference}At = ref {Isa.At(reference, isLoop ? $"column * {Layout.Block}" : Isa.Text(first * Layout.Block))};");
            }

            body();
        }
    }

    /// <summary>Windows of which some columns lie in the padding.</summary>
    private void EmitClipped(CodeWriter writer, bool isEdge, int first, int end, Action<PoolPixel> pixel)
    {
        if (end == first)
        {
            return;
        }

        int Counted(int column) => Math.Min(window.KernelW, source.Width + window.PadRight - ((column * window.StrideW) - window.PadLeft));
        if ((end - first) * window.Taps > MaxClippedTaps)
        {
            using (writer.Open($"for (int column = {first}; column < {end}; column++)"))
            {
                writer.Line($"int left = (column * {window.StrideW}) - {window.PadLeft};");
                writer.Line($"int leftmost = {columns.FirstInside("left")};");
                writer.Line($"int columns = {columns.AfterInside("left")} - leftmost;");
                if (countsPadding)
                {
                    writer.Line($"int countedColumns = Math.Min({window.KernelW}, {source.Width + window.PadRight} - left);");
                }

                foreach (string reference in onSource)
                {
                    writer.Line($"ref float {reference}At = ref Unsafe.Add(ref {reference}, (left + (leftmost * {window.DilationW})) * 16);");
                }

                foreach (string reference in onTarget)
                {
                    writer.Line($"ref float {reference}At = ref Unsafe.Add(ref {reference}, column * 16);");
                }

                pixel(new PoolPixel(writer, this, isEdge, null, null, "At", 0, "0"));
            }

            return;
        }

        for (int column = first; column < end; column++)
        {
            int[] taps = [.. Enumerable.Range(0, window.KernelW).Where(tap => columns.IsInside(column, tap))];
            int start = ((column * window.StrideW) - window.PadLeft + (taps[0] * window.DilationW)) * Layout.Block;
            using (writer.Open())
            {
                pixel(new PoolPixel(writer, this, isEdge, taps.Length, Counted(column), "", start, Isa.Text(column * Layout.Block)));
            }
        }
    }

    /// <summary>One window while it is written.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="walk">The loops around it.</param>
    /// <param name="isEdge">Whether the number of its rows is a variable.</param>
    /// <param name="columns">Its columns inside the map; null where a variable holds them.</param>
    /// <param name="countedColumns">Its columns inside the padded map; null where a variable holds them.</param>
    /// <param name="suffix">What references end with.</param>
    /// <param name="start">Offset of the first tap.</param>
    /// <param name="target">Offset of the output.</param>
    internal sealed class PoolPixel(CodeWriter writer, PoolWalk walk, bool isEdge, int? columns, int? countedColumns, string suffix, int start, string target)
    {
        /// <summary>Taps up to which a window is written out.</summary>
        private const int MaxTaps = 25;

        /// <summary>Offset of the output from the reference.</summary>
        public string Target => target;

        private int KernelH => walk.Window.KernelH;

        private int KernelD => walk.Window.KernelD;

        /// <summary>The divisor of an average where it is constant, else null.</summary>
        public int? Count => isEdge || columns is null || !walk.HasWholeSlices ? null : KernelD * KernelH * (walk.CountsPadding ? countedColumns : columns);

        /// <summary>C# for the divisor of an average, an int.</summary>
        public string CountText => CountOfSlices + (walk.CountsPadding
            ? $"{(isEdge ? "counted" : $"{KernelH}")} * {countedColumns?.ToString() ?? "countedColumns"}"
            : $"{Rows} * {Columns}");

        private string CountOfSlices => !walk.IsVolume ? ""
            : walk.HasWholeSlices ? $"{KernelD} * "
            : walk.CountsPadding ? "countedSlices * " : "slices * ";

        /// <summary>The name of a parameter's reference here.</summary>
        public string Reference(string parameter) => parameter + suffix;

        /// <summary>
        /// Every tap inside the map, slice by slice and row by row, or from the last to the first; <paramref name="body"/> gets its offset and
        /// its number among those.
        /// </summary>
        public void ForTaps(Action<string, string> body, bool fromLast = false)
        {
            if (!walk.IsVolume || KernelD == 1)
            {
                ForTapsOfASlice(body, fromLast);
                return;
            }

            using (writer.Open(Loop("d", walk.HasWholeSlices ? $"{KernelD}" : "slices", fromLast)))
            {
                ForTapsOfASlice(
                    (offset, number) => body(
                        $"(d * {walk.SliceStep}) + {(offset.StartsWith("i *", StringComparison.Ordinal) ? $"({offset})" : offset)}",
                        $"(d * {Rows} * {Columns}) + {number}"),
                    fromLast);
            }
        }

        private string Rows => isEdge ? "rows" : $"{KernelH}";

        private string Columns => columns?.ToString() ?? "columns";

        private static string Loop(string index, string count, bool fromLast) => fromLast
            ? $"for (int {index} = {count} - 1; {index} >= 0; {index}--)"
            : $"for (int {index} = 0; {index} < {count}; {index}++)";

        private static IEnumerable<int> Range(int count, bool fromLast) =>
            fromLast ? Enumerable.Range(0, count).Reverse() : Enumerable.Range(0, count);

        private void ForTapsOfASlice(Action<string, string> body, bool fromLast)
        {
            int step = walk.Window.DilationW * Layout.Block;
            if (!isEdge && columns is { } few && KernelH * few <= MaxTaps)
            {
                foreach (int tap in Range(KernelH * few, fromLast))
                {
                    body(Isa.Text(start + (tap / few * walk.LineStep) + (tap % few * step)), Isa.Text(tap));
                }

                return;
            }

            using (writer.Open(Loop("i", Rows, fromLast)))
            {
                if (columns is not { } constant)
                {
                    using (writer.Open(Loop("j", "columns", fromLast)))
                    {
                        body($"(i * {walk.LineStep}) + (j * {step})", "(i * columns) + j");
                    }

                    return;
                }

                foreach (int tap in Range(constant, fromLast))
                {
                    int offset = start + (tap * step);
                    body(offset == 0 ? $"i * {walk.LineStep}" : $"(i * {walk.LineStep}) + {offset}", $"(i * {constant}) + {tap}");
                }
            }
        }
    }
}
