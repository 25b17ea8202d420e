using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Transforms packed filters for <see cref="WinogradShape"/>: U = G g G' for every filter and channel, 16 filters at a time. Filters that
/// only fill up the last vector are zero in the packed weights and stay zero.
/// </summary>
/// <param name="Size">m of F(m x m, r x r).</param>
/// <param name="From">Order of the weights.</param>
/// <param name="IsScaled">Whether a factor a filter is multiplied in: the scale of a batch normalisation.</param>
internal sealed record WinogradFilterKernel(int Size, PackedFilters From, bool IsScaled) : Kernel
{
    public override string Name => $"TransformFilters{Size}_{From.TapSizes}_{From.Channels}_To_{From.Filters}{(IsScaled ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => ["weights", .. IsScaled ? new[] { "scale" } : [], "filters"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int taps = From.Rows, patch = Size + taps - 1, frequencyStride = (From.Channels + 1) * 16;
        writer.Comment($"[{From.Filters}, {From.Channels}, {taps}, {taps}] -> G g G' of F({Size}x{Size}, {From.TapSizes}), as [{From.FilterBlocks}][{patch * patch}][{From.Channels}][16].");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            for (int r = 0; r < taps; r++)
            {
                writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, patch).Select(x => $"t{r}_{x}"))};");
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, taps).Select(static s => $"g{s}"))};");
            using (writer.Open($"for (int block = 0; block < {From.FilterBlocks}; block++)"))
            using (isa.Width == 16 ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
            {
                string lane = isa.Width == 16 ? "" : " + lane";
                if (IsScaled)
                {
                    writer.Line($"Lanes factor = {isa.Load("scale", $"(block * 16){lane}")};");
                }

                using (writer.Open($"for (int c = 0; c < {From.Channels}; c++)"))
                {
                    string channel = From.ChannelBlocks == 1
                        ? $"(c * {From.ChannelStride})"
                        : $"(c / 16 * {From.ChannelBlockStride}) + (c % 16 * {From.ChannelStride})";
                    writer.Line($"ref float source = ref Unsafe.Add(ref weights, (block * {From.FilterBlockStride}) + {channel}{lane});");
                    writer.Line($"ref float target = ref Unsafe.Add(ref filters, (block * {patch * patch * frequencyStride}) + (c * 16){lane});");
                    string[] g = [.. Enumerable.Range(0, taps).Select(static s => $"g{s}")];
                    for (int r = 0; r < taps; r++)
                    {
                        for (int s = 0; s < taps; s++)
                        {
                            string tap = isa.Load("source", (r * From.RowStride) + (s * From.ColumnStride));
                            writer.Line($"g{s} = {tap}{(IsScaled ? " * factor" : "")};");
                        }

                        string[] row = WinogradTransform.Filter(isa, Size, g);
                        for (int x = 0; x < patch; x++)
                        {
                            writer.Line($"t{r}_{x} = {row[x]};");
                        }
                    }

                    for (int x = 0; x < patch; x++)
                    {
                        string[] column = WinogradTransform.Filter(isa, Size, [.. Enumerable.Range(0, taps).Select(r => $"t{r}_{x}")]);
                        for (int y = 0; y < patch; y++)
                        {
                            writer.Line(isa.Store(column[y], "target", ((x * patch) + y) * frequencyStride));
                        }
                    }
                }
            }
        }
    }
}
