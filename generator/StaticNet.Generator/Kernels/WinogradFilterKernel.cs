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
        int patch = Size + From.Rows - 1, frequencyStride = (From.Channels + 1) * 16;
        var tile = new WinogradFilterTileKernel(
            Size, From.Rows, IsScaled, From.RowStride, From.ColumnStride, From.ChannelStride, From.ChannelBlocks > 1 ? From.ChannelsPerBlock : 0);
        writer.Comment($"[{From.Filters}, {From.Channels}, {From.Rows}, {From.Rows}] -> G g G' of F({Size}x{Size}, {From.TapSizes}), as [{From.FilterBlocks}][{patch * patch}][{From.Channels}][16].");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {From.FilterBlocks}; block++)"))
        {
            string scale = IsScaled ? $", ref {Isa.At("scale", "block * 16")}" : "";
            writer.Line(
                $"{writer.Kernels.NameOf(tile)}(ref {Isa.At("weights", $"block * {From.FilterBlockStride}")}{scale}, ref {Isa.At("filters", $"block * {patch * patch * frequencyStride}")},"
                + $" {From.Channels}, {From.ChannelBlockStride}, {frequencyStride});");
        }
    }
}

/// <summary>U = G g G' of 16 filters, channel by channel. The distances that differ between layers are arguments.</summary>
/// <param name="Size">m of F(m x m, r x r).</param>
/// <param name="Taps">r.</param>
/// <param name="IsScaled">Whether a factor a filter is multiplied in.</param>
/// <param name="RowStride">Floats between two rows of taps.</param>
/// <param name="ColumnStride">Floats between two columns of taps.</param>
/// <param name="ChannelStride">Floats between two channels.</param>
/// <param name="ChannelsPerBlock">Channels of a block, where there are several blocks; else 0.</param>
internal sealed record WinogradFilterTileKernel(
    int Size, int Taps, bool IsScaled, int RowStride, int ColumnStride, int ChannelStride, int ChannelsPerBlock) : Kernel
{
    public override string Name => $"TransformFilter{Size}_{Taps}x{Taps}{(IsScaled ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => ["weights", .. IsScaled ? new[] { "scale" } : [], "filters"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int patch = Size + Taps - 1;
        writer.Comment($"G g G' of F({Size}x{Size}, {Taps}x{Taps}) for 16 filters.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}({References}, int channels, nint channelBlockStride, nint frequencyStride)"))
        {
            for (int r = 0; r < Taps; r++)
            {
                writer.Line($"{isa.Type} {string.Join(", ", Enumerable.Range(0, patch).Select(x => $"t{r}_{x}"))};");
            }

            string[] g = [.. Enumerable.Range(0, Taps).Select(static s => $"g{s}")];
            writer.Line($"{isa.Type} {string.Join(", ", g)};");
            using (isa.Width == 16 ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
            {
                string lane = isa.Width == 16 ? "" : " + lane";
                if (IsScaled)
                {
                    writer.Line($"{isa.Type} factor = {(isa.Width == 16 ? isa.Load("scale") : isa.Load("scale", "lane"))};");
                }

                using (writer.Open("for (int c = 0; c < channels; c++)"))
                {
                    string channel = ChannelsPerBlock == 0
                        ? $"(c * {ChannelStride})"
                        : $"(c / {ChannelsPerBlock} * channelBlockStride) + (c % {ChannelsPerBlock} * {ChannelStride})";
                    writer.Line($"ref float source = ref Unsafe.Add(ref weights, {channel}{lane});");
                    writer.Line($"ref float target = ref Unsafe.Add(ref filters, (c * 16){lane});");
                    for (int r = 0; r < Taps; r++)
                    {
                        for (int s = 0; s < Taps; s++)
                        {
                            writer.Line($"g{s} = {isa.Load("source", (r * RowStride) + (s * ColumnStride))}{(IsScaled ? " * factor" : "")};");
                        }

                        string[] row = WinogradTransform.Filter(isa, Size, g);
                        for (int x = 0; x < patch; x++)
                        {
                            writer.Line($"t{r}_{x} = {row[x]};");
                        }
                    }

                    WinogradTransform.StoreColumns(
                        writer, isa, patch, x => ([], WinogradTransform.Filter(isa, Size, [.. Enumerable.Range(0, Taps).Select(r => $"t{r}_{x}")])));
                }
            }
        }
    }
}
