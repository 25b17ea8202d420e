using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Transforms packed filters for <see cref="WinogradShape"/>: U = G g G' for every filter and channel, 16 filters at a time. Filters that
/// only fill up the last vector are zero in the packed weights and stay zero.
/// </summary>
/// <param name="Rows">Tiles and taps from top to bottom.</param>
/// <param name="Columns">Tiles and taps from left to right.</param>
/// <param name="From">Order of the weights.</param>
/// <param name="IsScaled">Whether a factor a filter is multiplied in: the scale of a batch normalisation.</param>
internal sealed record WinogradFilterKernel(WinogradAxis Rows, WinogradAxis Columns, PackedFilters From, bool IsScaled) : Kernel
{
    public override string Name => $"TransformFilters{WinogradAxis.Label(Rows, Columns)}{WinogradAxis.StrideLabel(Rows, Columns)}_{From.TapSizes}_{From.Channels}_To_{From.Filters}{(IsScaled ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => ["weights", .. IsScaled ? new[] { "scale" } : [], "filters"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int values = Rows.Values * Columns.Values, valueStride = (From.Channels + 1) * 16;
        var tile = new WinogradFilterTileKernel(
            Rows, Columns, IsScaled, From.RowStride, From.ColumnStride, From.ChannelStride, From.ChannelBlocks > 1 ? From.ChannelsPerBlock : 0);
        writer.Comment($"[{From.Filters}, {From.Channels}, {From.Rows}, {From.Columns}] -> G g G' of {WinogradAxis.Title(Rows, Columns)}, as [{From.FilterBlocks}][{values}][{From.Channels}][16].");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {From.FilterBlocks}; block++)"))
        {
            string scale = IsScaled ? $", ref {Isa.At("scale", "block * 16")}" : "";
            writer.Line(
                $"{writer.Kernels.NameOf(tile)}(ref {Isa.At("weights", $"block * {From.FilterBlockStride}")}{scale}, ref {Isa.At("filters", $"block * {values * valueStride}")},"
                + $" {From.Channels}, {From.ChannelBlockStride}, {valueStride});");
        }
    }
}

/// <summary>U = G g G' of 16 filters, channel by channel. The distances that differ between layers are arguments.</summary>
/// <param name="Rows">Tiles and taps from top to bottom.</param>
/// <param name="Columns">Tiles and taps from left to right.</param>
/// <param name="IsScaled">Whether a factor a filter is multiplied in.</param>
/// <param name="RowStride">Floats between two rows of taps.</param>
/// <param name="ColumnStride">Floats between two columns of taps.</param>
/// <param name="ChannelStride">Floats between two channels.</param>
/// <param name="ChannelsPerBlock">Channels of a block, where there are several blocks; else 0.</param>
internal sealed record WinogradFilterTileKernel(
    WinogradAxis Rows, WinogradAxis Columns, bool IsScaled, int RowStride, int ColumnStride, int ChannelStride, int ChannelsPerBlock) : Kernel
{
    public override string Name => $"TransformFilter{WinogradAxis.Label(Rows, Columns)}{WinogradAxis.StrideLabel(Rows, Columns)}_{Rows.Taps}x{Columns.Taps}{(IsScaled ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => ["weights", .. IsScaled ? new[] { "scale" } : [], "filters"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"G g G' of {WinogradAxis.Title(Rows, Columns)} for 16 filters.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}({References}, int channels, nint channelBlockStride, nint frequencyStride)"))
        {
            for (int r = 0; r < Rows.Taps; r++)
            {
                writer.Line($"{isa.Type} {string.Join(", ", Enumerable.Range(0, Columns.Values).Select(x => $"t{r}_{x}"))};");
            }

            string[] g = [.. Enumerable.Range(0, Columns.Taps).Select(static s => $"g{s}")];
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
                    for (int r = 0; r < Rows.Taps; r++)
                    {
                        for (int s = 0; s < Columns.Taps; s++)
                        {
                            writer.Line($"g{s} = {isa.Load("source", (r * RowStride) + (s * ColumnStride))}{(IsScaled ? " * factor" : "")};");
                        }

                        string[] row = WinogradTransform.Filter(isa, Columns, g);
                        for (int x = 0; x < Columns.Values; x++)
                        {
                            writer.Line($"t{r}_{x} = {row[x]};");
                        }
                    }

                    WinogradTransform.StoreColumns(
                        writer, isa, Rows, Columns, x => ([], WinogradTransform.Filter(isa, Rows, [.. Enumerable.Range(0, Rows.Taps).Select(r => $"t{r}_{x}")])));
                }
            }
        }
    }
}
