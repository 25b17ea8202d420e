using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y[c] = sum of x[c*m] to x[c*m + m-1] at every position: what a channel's filters contribute to its gradient. Lanes behind the last
/// channel become zero.
/// </summary>
/// <param name="Source">Blocked layout of x, of m times as many channels.</param>
/// <param name="Target">Blocked layout of y.</param>
internal sealed record FilterSumKernel(Layout Source, Layout Target) : Kernel
{
    private int Multiplier => Source.Channels / Target.Channels;

    public override string Name => $"FilterSum_{Source.Sizes}_To_{Target.Channels}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Source.Tuple} -> {Target.Tuple}: the sum of {Multiplier} channels at a time.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int i = {(Target.Blocks - 1) * Target.BlockStride}; i < {Target.Length}; i += {isa.Width})"))
            {
                writer.Line(isa.Store(isa.Zero, "y", "i"));
            }

            using (writer.Open($"for (int c = 0; c < {Target.Channels}; c++)"))
            {
                writer.Line($"int k = c * {Multiplier};");
                writer.Line($"ref float source = ref Unsafe.Add(ref x, (k / 16 * {Source.BlockStride}) + (k % 16));");
                writer.Line($"ref float target = ref Unsafe.Add(ref y, (c / 16 * {Target.BlockStride}) + (c % 16));");
                using (writer.Open($"for (int pixel = 0; pixel < {Target.Positions * 16}; pixel += 16)"))
                {
                    EmitSum(writer, isa);
                }
            }
        }
    }

    private void EmitSum(CodeWriter writer, Isa isa)
    {
        int run = Math.Min(Multiplier, 16);
        if (isa.IsScalar || run < 4)
        {
            // Fewer filters than the least vector holds.
            writer.Line("float sum = 0f;");
            using (writer.Open($"for (int block = 0; block < {Multiplier / run}; block++)"))
            {
                writer.Line($"ref float at = ref Unsafe.Add(ref source, (block * {Source.BlockStride}) + pixel);");
                writer.Line($"sum += {string.Join(" + ", Enumerable.Range(0, run).Select(static i => Isa.At("at", i)))};");
            }

            writer.Line("Unsafe.Add(ref target, pixel) = sum;");
            return;
        }

        int width = Math.Min(run, isa.Width);
        string vector = $"Vector{width * 32}";
        writer.Line($"{vector}<float> sum = {vector}<float>.Zero;");
        using (writer.Open($"for (int block = 0; block < {Multiplier / run}; block++)"))
        {
            writer.Line($"ref float at = ref Unsafe.Add(ref source, (block * {Source.BlockStride}) + pixel);");
            for (int i = 0; i < run; i += width)
            {
                writer.Line($"sum += {vector}.LoadUnsafe(ref {Isa.At("at", i)});");
            }
        }

        writer.Line($"Unsafe.Add(ref target, pixel) = {vector}.Sum(sum);");
    }
}
