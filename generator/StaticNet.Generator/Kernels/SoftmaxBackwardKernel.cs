using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>Gradient of softmax from its output: dx = y * (dy - sum(y * dy)). dx may be dy's memory.</summary>
internal sealed record SoftmaxBackwardKernel(int Length) : Kernel
{
    public override string Name => $"Softmax_Backward_{Length}";

    public override EquatableArray<string> Parameters => ["y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int whole = Length / isa.Width * isa.Width;
        int rest = Length - whole;
        writer.Comment($"dx = y * (dy - sum(y * dy)) over {Length} values.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line($"Lanes dot = {isa.Zero};");
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                writer.Line($"dot = {isa.Fma(isa.Load("y", "i"), isa.Load("dy", "i"), "dot")};");
            }

            if (rest > 0)
            {
                writer.Line($"Lanes y1 = {VectorCode.First(isa, rest, isa.Load("y", whole), isa.Zero)};");
                writer.Line($"dot = {isa.Fma("y1", isa.Load("dy", whole), "dot")};");
            }

            writer.Line($"Lanes sum = {isa.Broadcast(isa.Sum("dot"))};");
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                writer.Line(isa.Store($"{isa.Load("y", "i")} * ({isa.Load("dy", "i")} - sum)", "dx", "i"));
            }

            int stored = whole;
            if (rest > 0)
            {
                writer.Line(isa.Store($"y1 * ({isa.Load("dy", whole)} - sum)", "dx", whole));
                stored += isa.Width;
            }

            for (; stored < Layout.RoundUp(Length); stored += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, "dx", stored));
            }
        }
    }
}

/// <summary>Gradient of the logarithm of softmax from its output: dx = dy - exp(y) * sum(dy). dx may be dy's memory.</summary>
internal sealed record LogSoftmaxBackwardKernel(int Length) : Kernel
{
    public override string Name => $"LogSoftmax_Backward_{Length}";

    public override EquatableArray<string> Parameters => ["y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int whole = Length / isa.Width * isa.Width;
        int rest = Length - whole;
        writer.Comment($"dx = dy - exp(y) * sum(dy) over {Length} values.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            // A block's values are added up first, so that a narrow form is hardly less exact than a wide one. Padding of a gradient is zero.
            writer.Line($"Lanes total = {isa.Zero};");
            using (writer.Open($"for (int i = 0; i < {Layout.RoundUp(Length)}; i += {Layout.Block})"))
            {
                IEnumerable<string> block = Enumerable.Range(0, Layout.Block / isa.Width).Select(v => isa.Load("dy", v == 0 ? "i" : $"i + {v * isa.Width}"));
                writer.Line($"total += {string.Join(" + ", block)};");
            }

            writer.Line($"Lanes sum = {isa.Broadcast(isa.Sum("total"))};");
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                writer.Line(isa.Store($"{isa.Load("dy", "i")} - (VectorMath.Exp({isa.Load("y", "i")}) * sum)", "dx", "i"));
            }

            int stored = whole;
            if (rest > 0)
            {
                string value = $"{isa.Load("dy", whole)} - (VectorMath.Exp({isa.Load("y", whole)}) * sum)";
                writer.Line(isa.Store(VectorCode.First(isa, rest, value, isa.Zero), "dx", whole));
                stored += isa.Width;
            }

            for (; stored < Layout.RoundUp(Length); stored += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, "dx", stored));
            }
        }
    }
}
