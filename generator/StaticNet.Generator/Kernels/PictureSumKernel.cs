using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>gradient[i] = sum over pictures of dy[i]: the gradient of a bias that every value has to itself. Pictures lie Stride floats apart.</summary>
internal sealed record PictureSumKernel(int Length, int Stride) : Kernel
{
    public override string Name => $"PictureSum_{Length}";

    public override EquatableArray<string> Parameters => ["dy", "gradient"];

    public override bool TakesCount => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = 16 / isa.Width;
        writer.Comment($"The sum over all pictures, for each of {Length} floats.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int i = 0; i < {Length}; i += 16)"))
        {
            writer.Line("Lanes " + string.Join(", ", Enumerable.Range(0, vectors).Select(v => $"s{v} = {isa.Zero}")) + ";");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                writer.Line($"ref float source = ref Unsafe.Add(ref dy, (picture * {Stride}) + i);");
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line($"s{v} += {isa.Load("source", v * isa.Width)};");
                }
            }

            for (int v = 0; v < vectors; v++)
            {
                writer.Line(isa.Store($"s{v}", "gradient", VectorCode.Sum("i", v * isa.Width)));
            }
        }
    }
}
