using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A convolution F(2, r) over rows whose vectors run along a row, as those of <see cref="PlanarConvKernel"/> do: the rows that two output rows read are transformed into rows with a
/// halo of zeros, and every tile of filters x vectors adds up the products of all frequencies in registers.
/// </summary>
/// <param name="Label">Start of the method's name.</param>
/// <param name="Source">Rows read, at least 16 long.</param>
/// <param name="Output">The convolution's own output, before pooling.</param>
/// <param name="KernelH">r: rows of taps.</param>
/// <param name="KernelW">Columns of taps.</param>
/// <param name="DilationW">Dilation of columns.</param>
/// <param name="PadTop">Rows of zeros above the input.</param>
/// <param name="PadLeft">Columns of zeros before the input.</param>
/// <param name="RowStride">Floats of a transformed row: whole vectors of output columns, and the halo.</param>
/// <param name="HasBias">Whether sums start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
/// <param name="Pooled">A 2x2 pool of stride 2 that follows.</param>
internal sealed record WinogradRowPlanarConvKernel(
    string Label,
    Layout Source,
    Layout Output,
    int KernelH,
    int KernelW,
    int DilationW,
    int PadTop,
    int PadLeft,
    int RowStride,
    bool HasBias,
    Activation? Activation,
    PoolKind? Pooled) : Kernel
{
    /// <summary>Vectors of a tile: two, whose neighbouring lanes are pooled to one.</summary>
    private const int Vectors = 2;

    public override string Name =>
        $"{Label}_Rows2_{Source.Channels}To{Output.Channels}x{Output.Height}x{Output.Width}{(Activation is null ? "" : "_" + Activation.Function)}{(Pooled is null ? "" : $"_{Pooled}Pool")}";

    public override EquatableArray<string> Parameters => ["x", "filters", .. HasBias ? new[] { "bias" } : [], "rows", "y"];

    /// <summary>Floats of the memory for transformed rows.</summary>
    public int RowsLength => Layout.RoundUp(Rows.Length);

    private int Frequencies => KernelH + 1;

    private Layout Rows => new(LayoutKind.Planar, Source.Channels, Frequencies, Source.Width, RowStride);

    /// <summary>What is stored.</summary>
    private Layout Target => Pooled is null ? Output
        : new Layout(LayoutKind.Planar, Output.Channels, Output.Height / 2, Output.Width / 2, Layout.RoundUp(Output.Width / 2));

    /// <summary>Columns that must be computed.</summary>
    private int Columns => Pooled is null ? Output.Width : Target.Width * 2;

    private int Strips => Pooled is null ? (Output.Height + 1) / 2 : Target.Height;

    private bool EndsInPart => Pooled is null && Output.Height % 2 != 0;

    /// <summary>Whether the transform can read a row of <paramref name="source"/> in whole vectors, the last of which overlaps the one before.</summary>
    public static bool Allows(Layout source) => source.IsPlanar && source.Depth == 1 && source.Width >= Layout.Block;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int row = (Columns + isa.Width - 1) / isa.Width, whole = row / Vectors, restVectors = row % Vectors;

        // Two rows of sums and one of products for every filter, beside the vectors of a row and a weight.
        int filters = Tiling.TileWidth(Output.Channels, (isa.Registers - Vectors - 1) / (3 * Vectors)), restFilters = Output.Channels % filters;
        writer.Comment(
            $"{Source.Tuple} -> {Target.Tuple}, by F(2, {KernelH}) over rows: {Strips} strips{(Pooled is { } pool ? $", then 2x2 {PoolText.Of(pool)}" : "")}; tile of {filters} filters x {Vectors} vectors.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            VectorCode.Clear(writer, isa, "rows", 0, RowsLength);
            using (writer.Open($"for (int strip = 0; strip < {Strips}; strip++)"))
            {
                bool isClipped = PadTop > 0 || (2 * (Strips - 1)) - PadTop + Frequencies > Source.Height;
                var input = new WinogradRowInputKernel(2, KernelH, Source, Rows, isClipped) { Halo = PadLeft };
                writer.Line($"{writer.Kernels.NameOf(input)}(ref x, ref rows, {(PadTop == 0 ? "strip * 2" : $"(strip * 2) - {PadTop}")});");
                if (EndsInPart)
                {
                    writer.Line($"int lines = {Output.Height} - (strip * 2);");
                }

                using (writer.Open($"for (int f = 0; f < {Output.Channels - restFilters}; f += {filters})"))
                {
                    EmitTiles(writer, isa, "f", filters, whole, restVectors);
                }

                if (restFilters > 0)
                {
                    using (writer.Open())
                    {
                        EmitTiles(writer, isa, $"{Output.Channels - restFilters}", restFilters, whole, restVectors);
                    }
                }
            }
        }
    }

    private void EmitTiles(CodeWriter writer, Isa isa, string f, int filters, int whole, int restVectors)
    {
        writer.Line($"ref float ws = ref Unsafe.Add(ref filters, {f} * {Source.Channels * Frequencies * KernelW});");
        if (HasBias)
        {
            writer.Line($"ref float bs = ref Unsafe.Add(ref bias, {f});");
        }

        writer.Line($"ref float ys = ref Unsafe.Add(ref y, ({f} * {Target.ChannelStride}) + (strip * {(Pooled is null ? 2 : 1) * Target.RowStride}));");
        int step = Vectors * isa.Width, targetStep = Pooled is null ? step : step / 2;
        void Call(int vectors, string x, string y)
        {
            var tile = new WinogradRowPlanarTileKernel(
                filters, vectors, Source.Channels, KernelH, KernelW, DilationW, RowStride, Target.ChannelStride, Target.RowStride, HasBias, Activation, Pooled, EndsInPart);
            writer.Line($"{writer.Kernels.NameOf(tile)}(ref {x}, ref ws, {(HasBias ? "ref bs, " : "")}ref {y}{(EndsInPart ? ", lines" : "")});");
        }

        if (whole == 1)
        {
            Call(Vectors, "rows", "ys");
        }
        else if (whole > 1)
        {
            using (writer.Open($"for (int tile = 0; tile < {whole}; tile++)"))
            {
                Call(Vectors, $"Unsafe.Add(ref rows, tile * {step})", $"Unsafe.Add(ref ys, tile * {targetStep})");
            }
        }

        if (restVectors > 0)
        {
            Call(restVectors, Isa.At("rows", whole * step), Isa.At("ys", whole * targetStep));
        }
    }
}
