using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Transposes 4x4 floats between two strided places: with unpack and move instructions where the processor is an x86, else float
/// by float. Every change of layout is made of these.
/// </summary>
internal static class Transpose4
{
    /// <summary>Element (row, column) of the source lies at row * sourceStride + column, of the target at column * targetStride + row.</summary>
    public static void Emit(CodeWriter writer, Isa isa, string source, int sourceOffset, int sourceStride, string target, int targetOffset, int targetStride) => Emit(
        writer, isa,
        source, [.. Enumerable.Range(0, 4).Select(row => Isa.Text(sourceOffset + (row * sourceStride)))],
        target, [.. Enumerable.Range(0, 4).Select(column => Isa.Text(targetOffset + (column * targetStride)))]);

    /// <summary>The same with rows of four floats that lie anywhere, by their offsets.</summary>
    public static void Emit(CodeWriter writer, Isa isa, string source, string[] sources, string target, string[] targets)
    {
        if (isa.Width < 8)
        {
            for (int row = 0; row < 4; row++)
            {
                for (int column = 0; column < 4; column++)
                {
                    writer.Line($"{Isa.At(target, Element(targets[column], row))} = {Isa.At(source, Element(sources[row], column))};");
                }
            }

            return;
        }

        using (writer.Open())
        {
            for (int row = 0; row < 4; row++)
            {
                writer.Line($"Vector128<float> r{row} = Vector128.LoadUnsafe(ref {Isa.At(source, sources[row])});");
            }

            writer.Line("Vector128<float> low01 = X86.Sse.UnpackLow(r0, r1), low23 = X86.Sse.UnpackLow(r2, r3);");
            writer.Line("Vector128<float> high01 = X86.Sse.UnpackHigh(r0, r1), high23 = X86.Sse.UnpackHigh(r2, r3);");
            string[] columns =
            [
                "X86.Sse.MoveLowToHigh(low01, low23)", "X86.Sse.MoveHighToLow(low23, low01)",
                "X86.Sse.MoveLowToHigh(high01, high23)", "X86.Sse.MoveHighToLow(high23, high01)",
            ];
            for (int column = 0; column < 4; column++)
            {
                writer.Line($"Vector128.StoreUnsafe({columns[column]}, ref {Isa.At(target, targets[column])});");
            }
        }
    }

    private static string Element(string row, int element) =>
        int.TryParse(row, out int constant) ? Isa.Text(constant + element) : VectorCode.Sum(row, element);
}
