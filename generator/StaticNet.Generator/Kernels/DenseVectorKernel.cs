using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y = f(W x + b) for one picture: bound by reading the weights once, in groups of units as <see cref="DenseGroup"/> says.
/// </summary>
internal sealed record DenseVectorKernel(int Inputs, int Outputs, bool HasBias, Activation? Activation, bool IsScaled = false) : Kernel
{
    public override string Name => $"Dense_{Inputs}_To_{Outputs}{(IsScaled ? "_Norm" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => ["x", "weights", .. UnitParameters, "y"];

    /// <summary>Parameters of one float a unit. A scale and shift, those of a batch normalisation, are applied to the whole sum.</summary>
    private string[] UnitParameters => Epilogues.Parameters(HasBias, IsScaled);

    /// <summary>Large ones are bound by reading the weights.</summary>
    public override long Work => (DenseGroup.AreCached(Inputs, Outputs) ? 2L : 8L) * Inputs * Outputs;

    /// <summary>Whole groups, whatever the instruction set.</summary>
    public override int Units => SplitInto((Outputs + DenseGroup.UnitOutputs - 1) / DenseGroup.UnitOutputs);

    public override bool WritesLast => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        DenseGroup[] groups = DenseGroup.Of(isa, Inputs, Outputs);
        DenseGroup first = groups[0], last = groups[groups.Length - 1];
        int whole = groups.Count(group => group.Vectors == first.Vectors), step = first.Vectors * isa.Width;
        writer.Comment($"{Inputs} -> {Outputs} for one picture, {step} units at a time.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (whole == 1)
            {
                EmitCall(writer, isa, name, first.Vectors, "0");
            }
            else
            {
                using (writer.Open(DenseGroup.Loop(whole * step, step, Units > 1)))
                {
                    EmitCall(writer, isa, name, first.Vectors, "unit");
                }
            }

            if (last.Vectors < first.Vectors)
            {
                using (Units > 1 ? writer.Open($"if (to == {Units})") : default(IDisposable))
                {
                    EmitCall(writer, isa, name, last.Vectors, $"{last.First}");
                }
            }
        }

        foreach (DenseGroup group in last.Vectors == first.Vectors ? [first] : new[] { first, last })
        {
            writer.Line();
            EmitGroup(writer, isa, name, group);
        }
    }

    private void EmitCall(CodeWriter writer, Isa isa, string name, int vectors, string unit)
    {
        string bias = string.Concat(UnitParameters.Select(parameter => $"ref {Isa.At(parameter, unit)}, "));
        string w = unit == "0" ? "weights"
            : vectors * isa.Width % 16 == 0 ? $"Unsafe.Add(ref weights, {unit} * {Inputs})"
            : $"Unsafe.Add(ref weights, ({unit} / 16 * {Inputs * 16}) + ({unit} % 16))";
        writer.Line($"{name}_{vectors}(ref x, ref {w}, {bias}ref {Isa.At("y", unit)});");
    }

    private void EmitGroup(CodeWriter writer, Isa isa, string name, DenseGroup group)
    {
        int VectorOffset(int v) => (v * isa.Width / 16 * Inputs * 16) + (v * isa.Width % 16);
        (int vectors, int unroll, int parts) = (group.Vectors, group.Unroll, group.Parts);
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_{vectors}(ref float x, ref float weights, {string.Concat(UnitParameters.Select(static parameter => $"ref float {parameter}, "))}ref float y)"))
        {
            for (int v = 0; v < vectors; v++)
            {
                for (int part = 0; part < parts; part++)
                {
                    writer.Line($"Lanes a{v}_{part} = {(HasBias && part == 0 ? isa.Load("bias", v * isa.Width) : isa.Zero)};");
                }
            }

            writer.Line("Lanes value;");
            using (writer.Open($"for (int c = 0; c < {Inputs}; c += {unroll})"))
            {
                for (int u = 0; u < unroll; u++)
                {
                    writer.Line($"value = {isa.BroadcastAt("x", u)};");
                    for (int v = 0; v < vectors; v++)
                    {
                        string a = $"a{v}_{u % parts}";
                        writer.Line($"{a} = {isa.Fma("value", isa.Load("weights", (u * 16) + VectorOffset(v)), a)};");
                    }
                }

                writer.Line($"x = ref Unsafe.Add(ref x, {unroll});");
                writer.Line($"weights = ref Unsafe.Add(ref weights, {unroll * 16});");
            }

            for (int v = 0; v < vectors; v++)
            {
                string sum = parts == 4 ? $"(a{v}_0 + a{v}_1) + (a{v}_2 + a{v}_3)" : string.Join(" + ", Enumerable.Range(0, parts).Select(part => $"a{v}_{part}"));
                if (parts > 1)
                {
                    writer.Line($"a{v}_0 = {sum};");
                }

                if (IsScaled)
                {
                    writer.Line($"a{v}_0 = {isa.Fma($"a{v}_0", isa.Load("scale", v * isa.Width), isa.Load("shift", v * isa.Width))};");
                }

                string value = Activation is { } a ? Activations.Apply(isa, a.Function, a.Slope, $"a{v}_0") : $"a{v}_0";
                writer.Line(isa.Store(value, "y", v * isa.Width));
            }
        }
    }
}
