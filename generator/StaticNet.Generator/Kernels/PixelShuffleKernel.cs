using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Channels become pixels, on blocks of channels: channel c r^2 + i r + j of the packed map at (y, x) is channel c of the shuffled one at
/// (y r + i, x r + j). An even r moves four channels and four pixels together. With <see cref="IsGradient"/> the way back, which is
/// the gradient.
/// </summary>
/// <param name="Packed">The map with r^2 times the channels.</param>
/// <param name="Shuffled">The map with r^2 times the pixels.</param>
/// <param name="Scale">The factor r.</param>
/// <param name="IsGradient">From the shuffled map to the packed one.</param>
internal sealed record PixelShuffleKernel(Layout Packed, Layout Shuffled, int Scale, bool IsGradient) : Kernel
{
    public override string Name => $"PixelShuffle{Scale}{(IsGradient ? "_Backward" : "")}_{Packed.Sizes}";

    public override EquatableArray<string> Parameters => IsGradient ? ["dy", "dx"] : ["x", "y"];

    private int Square => Scale * Scale;

    private string Source => IsGradient ? "dy" : "x";

    private string Target => IsGradient ? "dx" : "y";

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment(IsGradient
            ? $"{Shuffled.Tuple} -> {Packed.Tuple}: the pixels of every {Scale}x{Scale} square to channels."
            : $"{Packed.Tuple} -> {Shuffled.Tuple}: {Square} channels to the pixels of every {Scale}x{Scale} square.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            Layout target = IsGradient ? Packed : Shuffled;
            if (target.Channels % Layout.Block != 0)
            {
                VectorCode.Clear(writer, isa, Target, (target.Blocks - 1) * target.BlockStride, target.BlockStride);
            }

            int whole = Scale % 2 == 0 ? Shuffled.Channels / 4 * 4 : 0;
            if (whole > 0)
            {
                EmitQuads(writer, isa, whole);
            }

            if (whole < Shuffled.Channels)
            {
                EmitSingly(writer, whole);
            }
        }
    }

    /// <summary>
    /// Four shuffled channels at a time: 4 r^2 packed channels, a multiple of 16, of which four that follow each other lie in one block and are four
    /// pixels of one channel.
    /// </summary>
    private void EmitQuads(CodeWriter writer, Isa isa, int whole)
    {
        using (writer.Open($"for (int c = 0; c < {whole}; c += 4)"))
        using (writer.Open($"for (int row = 0; row < {Packed.Height}; row++)"))
        using (writer.Open($"for (int column = 0; column < {Packed.Width}; column++)"))
        {
            writer.Line($"ref float channels = ref Unsafe.Add(ref {(IsGradient ? Target : Source)}, (c * {Square / 4} / 4 * {Packed.BlockStride}) + (row * {Packed.LineStride}) + (column * 16));");
            writer.Line(
                $"ref float pixels = ref Unsafe.Add(ref {(IsGradient ? Source : Target)}, (c / 16 * {Shuffled.BlockStride}) + (c % 16) + (row * {Scale * Shuffled.LineStride}) + (column * {Scale * Layout.Block}));");
            int groups = Square / 4;
            bool loops = groups > 4;
            if (loops && Scale % 4 == 0)
            {
                // A row of the square is whole groups of four pixels, at a constant distance.
                using (writer.Open($"for (int i = 0; i < {Scale}; i++)"))
                {
                    for (int g = 0; g < Scale / 4; g++)
                    {
                        EmitQuadOf(
                            writer, isa, t => $"(((i * {Scale}) + {(t * Square) + (4 * g)}) / 16 * {Packed.BlockStride}) + (((i * {Scale}) + {(t * Square) + (4 * g)}) % 16)",
                            u => $"(i * {Shuffled.LineStride}) + {((4 * g) + u) * Layout.Block}");
                    }
                }

                return;
            }

            for (int g = 0; g < groups; g++)
            {
                int first = 4 * g;
                EmitQuadOf(
                    writer, isa, t => Isa.Text(((((t * Square) + first) / 16) * Packed.BlockStride) + (((t * Square) + first) % 16)),
                    u => Isa.Text(((first + u) / Scale * Shuffled.LineStride) + ((first + u) % Scale * Layout.Block)));
            }
        }
    }

    private void EmitQuadOf(CodeWriter writer, Isa isa, Func<int, string> channels, Func<int, string> pixels)
    {
        string[] packed = [.. Enumerable.Range(0, 4).Select(channels)], shuffled = [.. Enumerable.Range(0, 4).Select(pixels)];
        if (IsGradient)
        {
            Transpose4.Emit(writer, isa, "pixels", shuffled, "channels", packed);
        }
        else
        {
            Transpose4.Emit(writer, isa, "channels", packed, "pixels", shuffled);
        }
    }

    private void EmitSingly(CodeWriter writer, int from)
    {
        using (writer.Open($"for (int channel = {from * Square}; channel < {Packed.Channels}; channel++)"))
        {
            writer.Line($"int c = channel / {Square}, pixel = channel % {Square};");
            writer.Line($"ref float packed = ref Unsafe.Add(ref {(IsGradient ? Target : Source)}, (channel / 16 * {Packed.BlockStride}) + (channel % 16));");
            writer.Line(
                $"ref float shuffled = ref Unsafe.Add(ref {(IsGradient ? Source : Target)}, (c / 16 * {Shuffled.BlockStride}) + (c % 16) + (pixel / {Scale} * {Shuffled.LineStride}) + (pixel % {Scale} * 16));");
            using (writer.Open($"for (int row = 0; row < {Packed.Height}; row++)"))
            using (writer.Open($"for (int column = 0; column < {Packed.Width}; column++)"))
            {
                string packed = $"Unsafe.Add(ref packed, (row * {Packed.LineStride}) + (column * 16))";
                string shuffled = $"Unsafe.Add(ref shuffled, (row * {Scale * Shuffled.LineStride}) + (column * {Scale * Layout.Block}))";
                writer.Line(IsGradient ? $"{packed} = {shuffled};" : $"{shuffled} = {packed};");
            }
        }
    }
}
