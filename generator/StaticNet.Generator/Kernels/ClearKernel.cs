using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>y = 0 over a whole buffer.</summary>
internal sealed record ClearKernel(int Length) : Kernel
{
    public override string Name => $"Clear_{Length}";

    public override EquatableArray<string> Parameters => ["y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Length} zeros.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            VectorCode.Clear(writer, isa, "y", 0, Length);
        }
    }
}
