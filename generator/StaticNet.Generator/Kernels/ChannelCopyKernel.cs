using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Copies channels of one value to channels of another, in layouts of the same kind, rows and columns. In blocks of 16 channels that do
/// not begin at the same lane, a pixel's channels are copied in runs that cross no block.
/// </summary>
/// <param name="Source">Layout read.</param>
/// <param name="First">First channel read.</param>
/// <param name="Target">Layout written.</param>
/// <param name="TargetFirst">First channel written.</param>
/// <param name="Channels">Channels copied.</param>
/// <param name="ClearRest">Whether to zero the lanes of the target behind its last channel.</param>
internal sealed record ChannelCopyKernel(Layout Source, int First, Layout Target, int TargetFirst, int Channels, bool ClearRest) : Kernel
{
    public override string Name => $"CopyChannels_{Channels}x{Target.SpatialSizes}_From{First}Of{Source.Channels}_To{TargetFirst}Of{Target.Channels}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Channels {First} to {First + Channels - 1} of {Source} -> channels from {TargetFirst} on of {Target}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Source.IsPlanar)
            {
                writer.Line($"ref float from = ref {Isa.At("x", First * Source.ChannelStride)};");
                writer.Line($"ref float to = ref {Isa.At("y", TargetFirst * Target.ChannelStride)};");
                RowCopy.Emit(writer, isa, "from", "to", Channels * Source.ChannelStride);
                return;
            }

            using (writer.Open($"for (int pixel = 0; pixel < {Target.Positions * Layout.Block}; pixel += {Layout.Block})"))
            {
                writer.Line("ref float from = ref Unsafe.Add(ref x, pixel);");
                writer.Line("ref float to = ref Unsafe.Add(ref y, pixel);");
                foreach ((int start, int length) in Runs())
                {
                    EmitRun(
                        writer, isa, length,
                        Source.Offset(First + start, 0, 0), Target.Offset(TargetFirst + start, 0, 0));
                }

                int end = TargetFirst + Channels;
                for (int lane = end; ClearRest && end == Target.Channels && lane % Layout.Block != 0; lane++)
                {
                    writer.Line($"{Isa.At("to", Target.Offset(lane, 0, 0))} = 0f;");
                }
            }
        }
    }

    /// <summary>The channels as runs that stay within one block of the source and one of the target.</summary>
    private IEnumerable<(int Start, int Length)> Runs()
    {
        for (int start = 0; start < Channels;)
        {
            int inSource = Layout.Block - ((First + start) % Layout.Block), inTarget = Layout.Block - ((TargetFirst + start) % Layout.Block);
            int length = Math.Min(Channels - start, Math.Min(inSource, inTarget));
            yield return (start, length);
            start += length;
        }
    }

    /// <summary>A run in vectors of falling width.</summary>
    private static void EmitRun(CodeWriter writer, Isa isa, int length, int source, int target)
    {
        for (int width = Math.Min(isa.Width, 16); length > 0; width /= 2)
        {
            for (; length >= width; length -= width, source += width, target += width)
            {
                writer.Line(width switch
                {
                    > 1 when width == isa.Width => isa.Store(isa.Load("from", source), "to", target),
                    8 or 4 => $"Vector{width * 32}.StoreUnsafe(Vector{width * 32}.LoadUnsafe(ref {Isa.At("from", source)}), ref {Isa.At("to", target)});",
                    _ => $"{Isa.At("to", target)} = {Isa.At("from", source)};",
                });
                if (width == 2)
                {
                    writer.Line($"{Isa.At("to", target + 1)} = {Isa.At("from", source + 1)};");
                }
            }
        }
    }
}
