using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Exchanges channels and positions between rows, where a channel's positions lie next to each other, and blocks, where a position's 16
/// channels do, in squares of 8 x 8. Each vector is put together from two loads of four floats, so that two steps of shuffles within halves
/// complete the transpose. Few channels are in work at a time, and with two squares side by side a line of the cache is read or written
/// whole: where planes lie a power of two apart, the lines of all channels compete for one set.
/// </summary>
/// <param name="ToBlocks">From rows to blocks; else the other way.</param>
/// <param name="Plane">Floats between two channels in rows.</param>
/// <param name="Columns">Positions of a line.</param>
internal sealed record BlockTranspose(bool ToBlocks, int Plane, int Columns)
{
    /// <summary>Channels and positions of a square.</summary>
    private const int Size = 8;

    /// <summary>Positions that a call takes: two squares where the line has as many.</summary>
    private int Positions => Columns >= 2 * Size ? 2 * Size : Size;

    /// <summary>Whether the instruction set has the shuffles, and the line a whole square.</summary>
    public static bool Serves(Isa isa, int columns) => isa.Width >= Size && columns >= Size;

    /// <summary>
    /// Writes the loop over a line for up to 16 channels. <c>line</c> refers to the first channel's first position in rows, <c>block</c> to
    /// the same in blocks. The last positions are met by a call that overlaps the one before.
    /// </summary>
    public void EmitLine(CodeWriter writer, string name, int channels)
    {
        int whole = Columns / Positions * Positions;
        string Call(string position, string pixel) =>
            $"{Method(name, channels)}(ref {Isa.At("line", position)}, ref {Isa.At("block", pixel)});";
        if (whole == Positions)
        {
            writer.Line(Call("0", "0"));
        }
        else
        {
            using (writer.Open($"for (int column = 0; column < {whole}; column += {Positions})"))
            {
                writer.Line(Call("column", $"column * {Layout.Block}"));
            }
        }

        if (whole < Columns)
        {
            writer.Line(Call($"{Columns - Positions}", $"{(Columns - Positions) * Layout.Block}"));
        }
    }

    /// <summary>Writes the method that <see cref="EmitLine"/> calls for so many channels. Those that do not exist become zeros in blocks.</summary>
    public void EmitMethod(CodeWriter writer, string optimized, string name, int channels)
    {
        writer.Line();
        writer.Line(optimized);
        using (writer.Open($"private static void {Method(name, channels)}(ref float line, ref float block)"))
        {
            writer.Line("Vector256<float> r0, r1, r2, r3, low01, low23, high01, high23;");
            for (int channel = 0; channel < Layout.Block; channel += Size)
            {
                int count = Math.Max(0, Math.Min(Size, channels - channel));
                int targets = ToBlocks ? Size : count;
                foreach ((int first, int position) in
                    from first in Enumerable.Range(0, (targets + 3) / 4)
                    from position in Enumerable.Range(0, Positions / Size)
                    orderby ToBlocks ? position : 0
                    select (first * 4, position * Size))
                {
                    EmitHalf(writer, channel, position, first, Math.Min(4, targets - first), count);
                }
            }
        }
    }

    private string Method(string name, int channels) => $"{name}_{channels}x{Positions}";

    /// <summary>Four of a square's positions in blocks, or of its channels in rows, from the first on.</summary>
    private void EmitHalf(CodeWriter writer, int channel, int position, int first, int targets, int channels)
    {
        string InRows(int row, int column) => Isa.At("line", ((channel + row) * Plane) + position + column);
        string InBlocks(int row, int column) => Isa.At("block", ((position + row) * Layout.Block) + channel + column);
        string[] columns;
        if (channels == 0)
        {
            columns = [.. Enumerable.Repeat("Vector256<float>.Zero", 4)];
        }
        else
        {
            string Quad(int row) => ToBlocks && row >= channels
                ? "Vector128<float>.Zero"
                : $"Vector128.LoadUnsafe(ref {(ToBlocks ? InRows(row, first) : InBlocks(row, first))})";
            for (int row = 0; row < 4; row++)
            {
                writer.Line($"r{row} = Vector256.Create({Quad(row)}, {Quad(row + 4)});");
            }

            writer.Line("low01 = X86.Avx.UnpackLow(r0, r1);");
            writer.Line("low23 = X86.Avx.UnpackLow(r2, r3);");
            writer.Line("high01 = X86.Avx.UnpackHigh(r0, r1);");
            writer.Line("high23 = X86.Avx.UnpackHigh(r2, r3);");
            columns =
            [
                "X86.Avx.Shuffle(low01, low23, 0x44)", "X86.Avx.Shuffle(low01, low23, 0xEE)",
                "X86.Avx.Shuffle(high01, high23, 0x44)", "X86.Avx.Shuffle(high01, high23, 0xEE)",
            ];
        }

        for (int column = 0; column < targets; column++)
        {
            writer.Line($"Vector256.StoreUnsafe({columns[column]}, ref {(ToBlocks ? InBlocks(first + column, 0) : InRows(first + column, 0))});");
        }
    }
}
