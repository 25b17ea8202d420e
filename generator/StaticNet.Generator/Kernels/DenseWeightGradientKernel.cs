using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>dW[k, c] = sum over pictures of dY[k] * X[c], in the order [K/16][C][16]: a tile of unit vectors x inputs stays in registers over all pictures.</summary>
internal sealed record DenseWeightGradientKernel(int Inputs, int InputStride, int Outputs, int GradientStride) : Kernel
{
    public override string Name => $"DenseWeightGradient_{Inputs}_To_{Outputs}";

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    private int Padded => (Outputs + 15) / 16 * 16;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int vectors = Tiling.ChannelVectors(isa, Padded / 16);
        int perGroup = vectors * isa.Width, rest = Padded % perGroup;
        int inputs = Math.Min(Inputs, Math.Max(1, (isa.Width == 16 ? 20 : Tiling.Accumulators(isa)) / vectors));
        int restInputs = Inputs % inputs;
        writer.Comment($"dW of {Inputs} -> {Outputs} over count pictures; tile of {perGroup} units x {inputs} inputs.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int unit = 0; unit < {Padded - rest}; unit += {perGroup})"))
            {
                EmitInputs(writer, isa, name, vectors, inputs, restInputs, "unit");
            }

            if (rest > 0)
            {
                using (writer.Open())
                {
                    EmitInputs(writer, isa, name, rest / isa.Width, inputs, restInputs, $"{Padded - rest}");
                }
            }
        }

        foreach (int v in rest == 0 ? [vectors] : new[] { vectors, rest / isa.Width })
        {
            foreach (int c in restInputs == 0 ? [inputs] : new[] { inputs, restInputs })
            {
                writer.Line();
                EmitTile(writer, isa, name, v, c);
            }
        }
    }

    private void EmitInputs(CodeWriter writer, Isa isa, string name, int vectors, int inputs, int restInputs, string unit)
    {
        writer.Line(vectors * isa.Width >= 16
            ? $"ref float g = ref Unsafe.Add(ref gradient, {unit} * {Inputs});"
            : $"ref float g = ref Unsafe.Add(ref gradient, ({unit} / 16 * {Inputs * 16}) + ({unit} % 16));");
        using (writer.Open($"for (int c = 0; c < {Inputs - restInputs}; c += {inputs})"))
        {
            writer.Line($"{name}_{vectors}x{inputs}(ref Unsafe.Add(ref x, c), ref Unsafe.Add(ref dy, {unit}), ref Unsafe.Add(ref g, c * 16), count);");
        }

        if (restInputs > 0)
        {
            int c = Inputs - restInputs;
            writer.Line($"{name}_{vectors}x{restInputs}(ref Unsafe.Add(ref x, {c}), ref Unsafe.Add(ref dy, {unit}), ref Unsafe.Add(ref g, {c * 16}), count);");
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, int vectors, int inputs)
    {
        int VectorOffset(int v) => (v * isa.Width / 16 * Inputs * 16) + (v * isa.Width % 16);
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_{vectors}x{inputs}(ref float x, ref float dy, ref float gradient, int count)"))
        {
            for (int v = 0; v < vectors; v++)
            {
                writer.Line("Lanes " + string.Join(", ", Enumerable.Range(0, inputs).Select(c => $"a{v}_{c} = {isa.Zero}")) + ";");
            }

            if (vectors > 1)
            {
                writer.Line("Lanes value;");
            }

            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line($"Lanes dy{v} = {isa.Load("dy", v * isa.Width)};");
                }

                for (int c = 0; c < inputs; c++)
                {
                    string x = isa.BroadcastAt("x", c);
                    if (vectors == 1)
                    {
                        writer.Line($"a0_{c} = {isa.Fma("dy0", x, $"a0_{c}")};");
                        continue;
                    }

                    writer.Line($"value = {x};");
                    for (int v = 0; v < vectors; v++)
                    {
                        writer.Line($"a{v}_{c} = {isa.Fma($"dy{v}", "value", $"a{v}_{c}")};");
                    }
                }

                writer.Line($"x = ref Unsafe.Add(ref x, {InputStride});");
                writer.Line($"dy = ref Unsafe.Add(ref dy, {GradientStride});");
            }

            for (int c = 0; c < inputs; c++)
            {
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line(isa.Store($"a{v}_{c}", "gradient", (c * 16) + VectorOffset(v)));
                }
            }
        }
    }
}
