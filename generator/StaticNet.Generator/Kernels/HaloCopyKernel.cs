using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Planes with a halo of zeros: plane c holds Rows rows of RowStride floats, and its element (r, q) is the source's
/// (r - PadTop, q - PadLeft) where that lies inside the map. A negative padding crops.
/// </summary>
internal sealed record HaloCopyKernel(Layout Source, int PadTop, int PadLeft, int Rows, int RowStride) : Kernel
{
    public override string Name => $"Halo_{Source.Channels}x{Source.Height}x{Source.Width}_To_{Rows}x{RowStride}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    /// <summary>The source's rows and columns that a plane holds.</summary>
    private int FirstRow => Math.Max(0, -PadTop);

    private int EndRow => Math.Min(Source.Height, Rows - PadTop);

    private int FirstColumn => Math.Max(0, -PadLeft);

    private int EndColumn => Math.Min(Source.Width, RowStride - PadLeft);

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment(
            $"{Source.Channels} x {Rows} rows of {RowStride} floats: the map {Source.Height}x{Source.Width} at row {PadTop}, column {PadLeft}, zeros around it.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int i = 0; i < {Source.Channels * Rows * RowStride}; i += 16)"))
            {
                for (int i = 0; i < 16; i += isa.Width)
                {
                    writer.Line(isa.Store(isa.Zero, "y", VectorCode.Sum("i", i)));
                }
            }

            if (EndRow <= FirstRow || EndColumn <= FirstColumn)
            {
                return;
            }

            if (Source.IsPlanar)
            {
                using (writer.Open($"for (int c = 0; c < {Source.Channels}; c++)"))
                using (writer.Open($"for (int row = {FirstRow}; row < {EndRow}; row++)"))
                {
                    writer.Line($"ref float source = ref Unsafe.Add(ref x, {VectorCode.Sum($"(c * {Source.ChannelStride}) + (row * {Source.RowStride})", FirstColumn)});");
                    writer.Line($"ref float target = ref Unsafe.Add(ref y, {VectorCode.Sum($"(c * {Rows * RowStride}) + ((row + {PadTop}) * {RowStride})", FirstColumn + PadLeft)});");
                    RowCopy.Emit(writer, isa, "source", "target", EndColumn - FirstColumn);
                }

                return;
            }

            EmitFromBlocks(writer, isa);
        }
    }

    /// <summary>Sixteen channels at a time, four pixels by four channels where both are left.</summary>
    private void EmitFromBlocks(CodeWriter writer, Isa isa)
    {
        int plane = Rows * RowStride, columns = EndColumn - FirstColumn, quads = columns / 4 * 4;
        using (writer.Open($"for (int c = 0; c < {Source.Channels / 4 * 4}; c += 4)"))
        using (writer.Open($"for (int row = {FirstRow}; row < {EndRow}; row++)"))
        {
            writer.Line($"ref float source = ref Unsafe.Add(ref x, (c / 16 * {Source.BlockStride}) + (c % 16) + (row * {Source.LineStride}) + {FirstColumn * 16});");
            writer.Line($"ref float target = ref Unsafe.Add(ref y, (c * {plane}) + ((row + {PadTop}) * {RowStride}) + {FirstColumn + PadLeft});");
            if (quads > 0)
            {
                using (writer.Open($"for (int column = 0; column < {quads}; column += 4)"))
                {
                    writer.Line("ref float from = ref Unsafe.Add(ref source, column * 16);");
                    writer.Line("ref float to = ref Unsafe.Add(ref target, column);");
                    Transpose4.Emit(writer, isa, "from", 0, 16, "to", 0, plane);
                }
            }

            for (int column = quads; column < columns; column++)
            {
                for (int c = 0; c < 4; c++)
                {
                    writer.Line($"{Isa.At("target", (c * plane) + column)} = {Isa.At("source", (column * 16) + c)};");
                }
            }
        }

        if (Source.Channels % 4 != 0)
        {
            using (writer.Open($"for (int c = {Source.Channels / 4 * 4}; c < {Source.Channels}; c++)"))
            using (writer.Open($"for (int row = {FirstRow}; row < {EndRow}; row++)"))
            using (writer.Open($"for (int column = {FirstColumn}; column < {EndColumn}; column++)"))
            {
                writer.Line($"Unsafe.Add(ref y, (c * {plane}) + ((row + {PadTop}) * {RowStride}) + column + {PadLeft}) = Unsafe.Add(ref x, (c / 16 * {Source.BlockStride}) + (c % 16) + (row * {Source.LineStride}) + (column * 16));");
            }
        }
    }
}
