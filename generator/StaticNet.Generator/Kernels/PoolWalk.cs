using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>The loops of a pool over blocks, rows and columns: columns whose window crosses the border one by one, the others in a loop.</summary>
internal sealed class PoolWalk(Layout source, Layout target, Window2D window)
{
    private readonly TapAxis rows = TapAxis.Forward(target.Height, source.Height, window.KernelH, window.StrideH, window.DilationH, window.PadTop);
    private readonly TapAxis columns = TapAxis.Forward(target.Width, source.Width, window.KernelW, window.StrideW, window.DilationW, window.PadLeft);

    private Layout Source => source;

    private Window2D Window => window;

    private int LineStep => window.DilationH * source.LineStride;

    /// <summary>
    /// Writes the loops. <paramref name="sources"/> and <paramref name="targets"/> are the beginnings of declarations that end with an offset into
    /// the source's or the target's layout.
    /// </summary>
    public void Emit(CodeWriter writer, Isa isa, string[] sources, string[] targets, Action<Pixel> body)
    {
        using (writer.Open($"for (int block = 0; block < {source.Blocks}; block++)"))
        using (isa.Width == 16 ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        using (writer.Open($"for (int row = 0; row < {target.Height}; row++)"))
        {
            string lane = isa.Width == 16 ? "" : " + lane";
            writer.Line($"int top = (row * {window.StrideH}) - {window.PadTop};");
            if (rows.IsClipped)
            {
                writer.Line($"int from = {rows.FirstInside("top")};");
                writer.Line($"int to = {rows.AfterInside("top")};");
            }

            foreach (string line in sources)
            {
                writer.Line($"{line}(block * {source.BlockStride}){lane} + (top * {source.LineStride}));");
            }

            foreach (string line in targets)
            {
                writer.Line($"{line}(block * {target.BlockStride}){lane} + (row * {target.LineStride}));");
            }

            for (int column = 0; column < target.Width;)
            {
                int end = column;
                while (end < target.Width && AllInside(end))
                {
                    end++;
                }

                if (end - column > 1)
                {
                    using (writer.Open($"for (int column = {column}; column < {end}; column++)"))
                    {
                        body(new Pixel(this, -1));
                    }

                    column = end;
                    continue;
                }

                using (writer.Open())
                {
                    body(new Pixel(this, column));
                }

                column++;
            }
        }
    }

    private bool AllInside(int column) => columns.IsInside(column, 0) && columns.IsInside(column, columns.Count - 1);

    /// <summary>One output position; a negative column stands for the loop's.</summary>
    internal sealed class Pixel(PoolWalk walk, int column)
    {
        /// <summary>Offset of the output in its row.</summary>
        public string Target => column < 0 ? "column * 16" : Isa.Text(column * 16);

        private int[] Taps => [.. Enumerable.Range(0, walk.columns.Count).Where(tap => column < 0 || walk.columns.IsInside(column, tap))];

        /// <summary>Every tap inside the map, row by row; <paramref name="body"/> gets the offset from the window's first row.</summary>
        public void ForTaps(CodeWriter writer, Action<string> body)
        {
            Window2D window = walk.Window;
            int line = walk.LineStep;
            string Offset(int tap)
            {
                int constant = (((column < 0 ? 0 : column) * window.StrideW) - window.PadLeft + (tap * window.DilationW)) * 16;
                return column < 0 ? $"(column * {window.StrideW * 16}){Signed(constant)}" : $"{constant}";
            }

            int[] taps = Taps;
            if (walk.rows.IsClipped || window.KernelH * taps.Length > 16)
            {
                using (writer.Open(walk.rows.IsClipped ? "for (int i = from; i < to; i++)" : $"for (int i = 0; i < {window.KernelH}; i++)"))
                {
                    foreach (int tap in taps)
                    {
                        body($"(i * {line}) + {Offset(tap)}");
                    }
                }

                return;
            }

            for (int i = 0; i < window.KernelH; i++)
            {
                foreach (int tap in taps)
                {
                    body(i == 0 ? Offset(tap) : $"{i * line} + {Offset(tap)}");
                }
            }
        }

        /// <summary>C# for the number that an average divides by, as a float.</summary>
        public string Count(bool countPadding)
        {
            Window2D window = walk.Window;
            int width = Taps.Length;
            if (countPadding)
            {
                width = column < 0 ? window.KernelW
                    : Math.Min(window.KernelW, walk.Source.Width + window.PadRight - ((column * window.StrideW) - window.PadLeft));
                bool whole = ((walk.rows.Outputs - 1) * window.StrideH) - window.PadTop + window.KernelH <= walk.Source.Height + window.PadBottom;
                return whole ? $"{window.KernelH * width}f"
                    : $"(float)(Math.Min({window.KernelH}, {walk.Source.Height + window.PadBottom} - top) * {width})";
            }

            return walk.rows.IsClipped ? $"(float)((to - from) * {width})" : $"{window.KernelH * width}f";
        }

        private static string Signed(int value) => value == 0 ? "" : value < 0 ? $" - {-value}" : $" + {value}";
    }

}
