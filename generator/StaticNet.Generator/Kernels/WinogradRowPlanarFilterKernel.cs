using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Transforms the filters of <see cref="WinogradRowPlanarConvKernel"/>, each value of which is broadcast by itself: G g of F(2, r) down every column of taps,
/// [filter][channel][row][column] with m + r - 1 rows for r.
/// </summary>
/// <param name="Filters">Filters.</param>
/// <param name="Channels">Channels of a filter.</param>
/// <param name="Rows">r: rows of taps.</param>
/// <param name="Columns">Columns of taps.</param>
/// <param name="IsScaled">Whether a factor a filter is multiplied in: the scale of a batch normalisation.</param>
internal sealed record WinogradRowPlanarFilterKernel(int Filters, int Channels, int Rows, int Columns, bool IsScaled) : Kernel
{
    public override string Name => $"TransformFilterRows2_{Rows}x{Columns}_{Channels}_To_{Filters}_Rows{(IsScaled ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => ["weights", .. IsScaled ? new[] { "scale" } : [], "filters"];

    /// <summary>Floats of the transformed filters.</summary>
    public int Length => Filters * Channels * (Rows + 1) * Columns;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        string[] g = [.. Enumerable.Range(0, Rows).Select(static row => $"g{row}")];
        writer.Comment($"[{Filters}, {Channels}, {Rows}, {Columns}] -> G g of F(2, {Rows}), {Rows + 1} rows of taps for {Rows}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int i = 0; i < {Filters * Channels}; i++)"))
        {
            writer.Line($"ref float source = ref Unsafe.Add(ref weights, i * {Rows * Columns});");
            writer.Line($"ref float target = ref Unsafe.Add(ref filters, i * {(Rows + 1) * Columns});");
            using (writer.Open($"for (int column = 0; column < {Columns}; column++)"))
            {
                string factor = IsScaled ? $" * Unsafe.Add(ref scale, i / {Channels})" : "";
                for (int row = 0; row < Rows; row++)
                {
                    writer.Line($"float {g[row]} = {Isa.At("source", VectorCode.Sum("column", row * Columns))}{factor};");
                }

                string[] results = WinogradTransform.Filter(Isa.Scalar, new WinogradAxis(2, g.Length), g);
                for (int row = 0; row <= Rows; row++)
                {
                    writer.Line($"{Isa.At("target", VectorCode.Sum("column", row * Columns))} = {results[row]};");
                }
            }
        }
    }
}
