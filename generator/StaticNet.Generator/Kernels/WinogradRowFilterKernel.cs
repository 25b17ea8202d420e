using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Transforms packed filters for <see cref="WinogradRowShape"/>: G g down every column of taps. Filters that only fill up the last vector are zero in the packed
/// weights and stay zero.
/// </summary>
/// <param name="Size">m of F(m, r).</param>
/// <param name="From">Order of the weights.</param>
/// <param name="IsScaled">Whether a factor a filter is multiplied in: the scale of a batch normalisation.</param>
internal sealed record WinogradRowFilterKernel(int Size, PackedFilters From, bool IsScaled) : Kernel
{
    public override string Name => $"TransformFilterRows{Size}_{From.TapSizes}_{From.Channels}_To_{From.Filters}{(IsScaled ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => ["weights", .. IsScaled ? new[] { "scale" } : [], "filters"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int frequencies = Size + From.Rows - 1;
        PackedFilters to = From with { Rows = frequencies };
        string[] g = [.. Enumerable.Range(0, From.Rows).Select(static row => $"g{row}")];
        writer.Comment($"[{From.Filters}, {From.Channels}, {From.Rows}, {From.Columns}] -> G g of F({Size}, {From.Rows}), {frequencies} rows of taps for {From.Rows}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {From.FilterBlocks}; block++)"))
        using (From.ChannelBlocks == 1 ? default(IDisposable) : writer.Open($"for (int channels = 0; channels < {From.ChannelBlocks}; channels++)"))
        {
            string Offset(PackedFilters filters) => $"(block * {filters.FilterBlockStride}){(From.ChannelBlocks == 1 ? "" : $" + (channels * {filters.ChannelBlockStride})")}";
            writer.Line($"ref float source = ref Unsafe.Add(ref weights, {Offset(From)});");
            writer.Line($"ref float target = ref Unsafe.Add(ref filters, {Offset(to)});");
            using (writer.Open($"for (int i = 0; i < {From.RowStride}; i += {isa.Width})"))
            {
                string factor = !IsScaled ? "" : $" * {isa.Load("scale", isa.Width == 16 ? "block * 16" : "(block * 16) + (i % 16)")}";
                for (int row = 0; row < g.Length; row++)
                {
                    writer.Line($"Lanes {g[row]} = {isa.Load("source", VectorCode.Sum("i", row * From.RowStride))}{factor};");
                }

                string[] results = WinogradTransform.Filter(isa, new WinogradAxis(Size, g.Length), g);
                for (int row = 0; row < frequencies; row++)
                {
                    writer.Line(isa.Store(results[row], "target", VectorCode.Sum("i", row * to.RowStride)));
                }
            }
        }
    }
}
