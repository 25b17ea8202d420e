using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>Transposes 16 channels x 16 filters that follow each other in memory. Whatever exchanges the two in packed filters is made of it.</summary>
internal sealed record FilterBlockTransposeKernel : Kernel
{
    public override string Name => "TransposeFilterBlock";

    public override EquatableArray<string> Parameters => ["source", "target"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment("16 x 16 floats, transposed.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open("for (int row = 0; row < 16; row += 4)"))
        {
            for (int column = 0; column < 16; column += 4)
            {
                Transpose4.Emit(
                    writer, isa,
                    "source", [.. Enumerable.Range(0, 4).Select(i => $"(row * 16) + {(i * 16) + column}")],
                    "target", [.. Enumerable.Range(0, 4).Select(i => $"row + {(column + i) * 16}")]);
            }
        }
    }
}
