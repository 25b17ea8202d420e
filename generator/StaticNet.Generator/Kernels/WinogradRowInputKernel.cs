using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// B'd of the rows that a strip of a <see cref="WinogradRowShape"/> reads: each transformed row is a sum of them, vector by vector. Rows outside the map are zero.
/// </summary>
/// <param name="Size">m of F(m, r).</param>
/// <param name="Taps">r.</param>
/// <param name="Source">Layout read.</param>
/// <param name="Rows">Layout of the transformed rows.</param>
/// <param name="IsClipped">Whether rows of some strip lie outside the map.</param>
internal sealed record WinogradRowInputKernel(int Size, int Taps, Layout Source, Layout Rows, bool IsClipped) : Kernel
{
    /// <summary>
    /// Floats before each transformed row that stay as they are, as all behind it do: a halo of zeros. Null where nobody reads beyond the row, and its padding may be written.
    /// </summary>
    public int? Halo { get; init; }

    private WinogradAxis Axis => new(Size, Taps);

    public override string Name => $"TransformRows{Size}_{Taps}_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "rows"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Size + Taps - 1, length = Source.IsPlanar ? Source.Width : Source.LineStride, whole = length / isa.Width * isa.Width;
        int lines = Source.IsPlanar ? Source.Channels : Source.Blocks;
        (int from, int to) = Source.IsPlanar ? (Source.ChannelStride, Rows.ChannelStride) : (Source.BlockStride, Rows.BlockStride);
        string[] d = [.. Enumerable.Range(0, n).Select(static y => $"d{y}")];
        writer.Comment($"B'd of F({Size}, {Taps}): {n} rows from row top on of {(Source.IsPlanar ? $"{lines} channel(s)" : $"{lines} block(s) of 16 channels")}.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}({References}, int top)"))
        {
            writer.Lines(WinogradTransform.Constants(isa, Axis, output: false));
            writer.Line($"Lanes {string.Join(", ", d.Concat(WinogradTransform.Temporaries(Axis, output: false)))};");
            using (lines == 1 ? writer.Open() : writer.Open($"for (int line = 0; line < {lines}; line++)"))
            {
                writer.Line($"ref float source = ref Unsafe.Add(ref x, {(lines == 1 ? "" : $"(line * {from}) + ")}(top * {Source.LineStride}));");
                writer.Line($"ref float target = ref Unsafe.Add(ref rows, {(lines == 1 ? "" : $"(line * {to}) + ")}{Halo ?? 0});");
                if (whole > isa.Width)
                {
                    using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
                    {
                        EmitVector(writer, isa, d, "i");
                    }
                }
                else if (whole > 0)
                {
                    EmitVector(writer, isa, d, "0");
                }

                if (whole < length)
                {
                    // Into the padding of the row, or where it has none, over the end of the vector before.
                    EmitVector(writer, isa, d, $"{(Halo is null && Source.RowStride >= whole + isa.Width ? whole : length - isa.Width)}");
                }
            }
        }
    }

    private void EmitVector(CodeWriter writer, Isa isa, string[] d, string index)
    {
        string At(int offset) => int.TryParse(index, out int constant) ? Isa.Text(constant + offset) : VectorCode.Sum(index, offset);
        for (int y = 0; y < d.Length; y++)
        {
            string value = isa.Load("source", At(y * Source.LineStride));
            writer.Line($"{d[y]} = {(IsClipped ? $"(uint)(top + {y}) < {Source.Height} ? {value} : {isa.Zero}" : value)};");
        }

        (string[] statements, string[] results) = WinogradTransform.Input(isa, Axis, d);
        writer.Lines(statements);
        for (int y = 0; y < d.Length; y++)
        {
            writer.Line(isa.Store(results[y], "target", At(y * Rows.LineStride)));
        }
    }
}
