using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Softmax of a vector, y = exp(x - max) / sum, or its logarithm, y = (x - max) - log(sum). The buffer's tail up to a multiple of 16
/// takes no part and becomes zero. x and y may be the same memory.
/// </summary>
internal sealed record SoftmaxKernel(int Length, bool IsLogarithm = false) : Kernel
{
    public override string Name => $"{(IsLogarithm ? "Log" : "")}Softmax_{Length}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = (Length + isa.Width - 1) / isa.Width;
        writer.Comment($"y = {(IsLogarithm ? "log of " : "")}softmax(x) over {Length} values, the greatest subtracted first so that exp cannot overflow.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (vectors <= 4 && !isa.IsScalar)
            {
                EmitShort(writer, isa, vectors);
            }
            else
            {
                EmitLong(writer, isa);
            }

            for (int i = vectors * isa.Width; i < Layout.RoundUp(Length); i += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, "y", i));
            }
        }
    }

    // Everything stays in registers.
    private void EmitShort(CodeWriter writer, Isa isa, int vectors)
    {
        string Join(char prefix, Func<string, string, string> combine) =>
            Enumerable.Range(0, vectors).Select(v => $"{prefix}{v}").Aggregate(combine);

        for (int v = 0; v < vectors; v++)
        {
            string value = isa.Load("x", v * isa.Width);
            writer.Line($"Lanes x{v} = {VectorCode.First(isa, Length - (v * isa.Width), value, "Vector.Create(float.NegativeInfinity)")};");
        }

        writer.Line($"Lanes greatest = {Join('x', isa.Max)};");
        VectorCode.MaxAcross(writer, isa, "greatest", "max");
        for (int v = 0; v < vectors; v++)
        {
            writer.Line($"Lanes e{v} = VectorMath.Exp(x{v} - Vector.Create(max));");
        }

        writer.Line($"Lanes sum = Vector.Create(Vector.Sum({Join('e', static (a, b) => $"{a} + {b}")}));");
        if (IsLogarithm)
        {
            writer.Line("Lanes log = VectorMath.Log(sum);");
        }

        for (int v = 0; v < vectors; v++)
        {
            // Lanes behind the last value hold -infinity.
            string value = IsLogarithm
                ? VectorCode.First(isa, Length - (v * isa.Width), $"x{v} - Vector.Create(max) - log", isa.Zero)
                : $"e{v} / sum";
            writer.Line(isa.Store(value, "y", v * isa.Width));
        }
    }

    // Three passes; softmax keeps the exponentials in y between the second and the third.
    private void EmitLong(CodeWriter writer, Isa isa)
    {
        int whole = Length / isa.Width * isa.Width;
        int rest = Length - whole;
        string tail = VectorCode.First(isa, rest, isa.Load("x", whole), "Vector.Create(float.NegativeInfinity)");

        writer.Line($"Lanes greatest = {isa.Load("x")};");
        using (writer.Open($"for (int i = {isa.Width}; i < {whole}; i += {isa.Width})"))
        {
            writer.Line($"greatest = {isa.Max("greatest", isa.Load("x", "i"))};");
        }

        if (rest > 0)
        {
            writer.Line($"greatest = {isa.Max("greatest", tail)};");
        }

        VectorCode.MaxAcross(writer, isa, "greatest", "max");
        writer.Line($"Lanes total = {isa.Zero};");
        using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
        {
            writer.Line($"Lanes e = VectorMath.Exp({isa.Load("x", "i")} - {isa.Broadcast("max")});");
            writer.Line("total += e;");
            if (!IsLogarithm)
            {
                writer.Line(isa.Store("e", "y", "i"));
            }
        }

        if (rest > 0)
        {
            writer.Line($"Lanes last = VectorMath.Exp({tail} - {isa.Broadcast("max")});");
            writer.Line("total += last;");
            if (!IsLogarithm)
            {
                writer.Line(isa.Store("last", "y", whole));
            }
        }

        if (IsLogarithm)
        {
            writer.Line($"Lanes log = {isa.Broadcast($"VectorMath.Log({isa.Sum("total")})")};");
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                writer.Line(isa.Store($"{isa.Load("x", "i")} - {isa.Broadcast("max")} - log", "y", "i"));
            }

            if (rest > 0)
            {
                string value = $"{isa.Load("x", whole)} - {isa.Broadcast("max")} - log";
                writer.Line(isa.Store(VectorCode.First(isa, rest, value, isa.Zero), "y", whole));
            }

            return;
        }

        // One division for the whole vector costs half an ulp more than a division per value.
        writer.Line($"Lanes scale = {isa.Broadcast($"1f / {isa.Sum("total")}")};");
        using (writer.Open($"for (int i = 0; i < {whole + (rest > 0 ? isa.Width : 0)}; i += {isa.Width})"))
        {
            writer.Line(isa.Store($"{isa.Load("y", "i")} * scale", "y", "i"));
        }
    }
}
