using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Transforms packed filters [K][C] for the data gradient, which is a Winograd convolution of the output gradient with filters [C][K] whose
/// taps are reversed. 16 channels of 16 filters at a time are transposed into a scratch of their nine taps, which the first-level cache
/// holds, and transformed from there.
/// </summary>
/// <param name="Size">m of F(m x m, 3x3).</param>
/// <param name="From">Order of the weights. Filters and channels fill whole blocks.</param>
internal sealed record WinogradTransposedFilterKernel(int Size, PackedFilters From) : Kernel
{
    /// <summary>Floats of the scratch.</summary>
    public const int ScratchLength = 9 * 256;

    public override string Name => $"TransformTransposedFilters{Size}_{From.Channels}_To_{From.Filters}";

    public override EquatableArray<string> Parameters => ["weights", "taps", "filters"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Size + 2, frequencyStride = (From.Filters + 1) * 16;
        var transform = new WinogradFilterTileKernel(new WinogradAxis(Size, 3), new WinogradAxis(Size, 3), IsScaled: false, RowStride: 3 * 256, ColumnStride: 256, ChannelStride: 16, ChannelsPerBlock: 16);
        writer.Comment(
            $"[{From.Filters}, {From.Channels}, 3, 3], transposed and reversed -> G g G' of F({Size}x{Size}, 3x3), as [{From.ChannelBlocks}][{n * n}][{From.Filters}][16].");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {From.ChannelBlocks}; block++)"))
        using (writer.Open($"for (int k = 0; k < {From.FilterBlocks}; k++)"))
        {
            using (writer.Open("for (int tap = 0; tap < 9; tap++)"))
            {
                writer.Line(
                    $"ref float source = ref Unsafe.Add(ref weights, (k * {From.FilterBlockStride}) + (block * {From.ChannelBlockStride}) + (tap / 3 * {From.RowStride})"
                    + $" + (tap % 3 * {From.ColumnStride}));");
                writer.Line("ref float target = ref Unsafe.Add(ref taps, (8 - tap) * 256);");
                writer.Line($"{writer.Kernels.NameOf(new FilterBlockTransposeKernel())}(ref source, ref target);");
            }

            writer.Line(
                $"{writer.Kernels.NameOf(transform)}(ref taps, ref Unsafe.Add(ref filters, (block * {n * n * frequencyStride}) + (k * 256)), 16, 0, {frequencyStride});");
        }
    }
}
