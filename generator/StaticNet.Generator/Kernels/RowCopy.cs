using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>Copies a run of floats of constant length, touching nothing beyond it: whole vectors, then one that overlaps, or the rest float by float.</summary>
internal static class RowCopy
{
    public static void Emit(CodeWriter writer, Isa isa, string source, string target, int length)
    {
        int whole = length / isa.Width * isa.Width;
        if (whole > 8 * isa.Width)
        {
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                writer.Line(isa.Store(isa.Load(source, "i"), target, "i"));
            }
        }
        else
        {
            for (int i = 0; i < whole; i += isa.Width)
            {
                writer.Line(isa.Store(isa.Load(source, i), target, i));
            }
        }

        if (whole == length)
        {
            return;
        }

        if (length > isa.Width)
        {
            writer.Line(isa.Store(isa.Load(source, length - isa.Width), target, length - isa.Width));
            return;
        }

        for (int i = whole; i < length; i++)
        {
            writer.Line($"{Isa.At(target, i)} = {Isa.At(source, i)};");
        }
    }
}
