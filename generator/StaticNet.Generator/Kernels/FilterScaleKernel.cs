using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Packed filters times a factor each: a batch normalisation behind a convolution of few products a sum is then no instruction of its own.
/// </summary>
/// <param name="Blocks">Blocks of 16 filters.</param>
/// <param name="BlockStride">Floats of a block: so many vectors of 16 filters.</param>
internal sealed record FilterScaleKernel(int Blocks, int BlockStride) : Kernel
{
    public override string Name => $"ScaleFilters_{Blocks * Layout.Block}x{BlockStride / Layout.Block}";

    public override EquatableArray<string> Parameters => ["weights", "scale", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Blocks * Layout.Block} filters of {BlockStride / Layout.Block} weights, each times its filter's factor.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {Blocks}; block++)"))
        using (isa.Width == Layout.Block ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            string lane = isa.Width == Layout.Block ? "" : " + lane";
            writer.Line($"Lanes factor = {isa.Load("scale", $"(block * 16){lane}")};");
            writer.Line($"int start = (block * {BlockStride}){lane};");
            using (writer.Open($"for (int i = start; i < start + {BlockStride}; i += 16)"))
            {
                writer.Line(isa.Store($"{isa.Load("weights", "i")} * factor", "y", "i"));
            }
        }
    }
}
