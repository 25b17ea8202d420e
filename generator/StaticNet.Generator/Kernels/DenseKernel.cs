using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y = f(W x + b) for several pictures: weights [K/16][C][16], a tile of output vectors x pictures in registers, every weight vector
/// used for all pictures of the tile. Each output adds its inputs in ascending order whatever the tile, so a
/// picture's result does not depend on its neighbours.
/// </summary>
/// <param name="Inputs">Values of one picture.</param>
/// <param name="InputStride">Floats between two pictures' inputs.</param>
/// <param name="Outputs">Units.</param>
/// <param name="OutputStride">Floats between two pictures' outputs.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
internal sealed record DenseKernel(int Inputs, int InputStride, int Outputs, int OutputStride, bool HasBias, Activation? Activation) : Kernel
{
    public override string Name => $"DenseBatch_{Inputs}_To_{Outputs}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => HasBias ? ["x", "weights", "bias", "y"] : ["x", "weights", "y"];

    public override bool TakesCount => true;

    private int Padded => (Outputs + 15) / 16 * 16;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int[] pictures = isa.Width switch
        {
            16 => [8, 4, 1],
            8 => [6, 4, 1],
            4 => [6, 4, 1],
            _ => [2, 1],
        };
        int vectors = Tiling.ChannelVectors(isa, Padded / 16);
        int perGroup = vectors * isa.Width, rest = Padded % perGroup;
        writer.Comment($"{Inputs} -> {Outputs} for count pictures; tile of {perGroup} units x {pictures[0]} pictures.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int unit = 0; unit < {Padded - rest}; unit += {perGroup})"))
            {
                EmitPictures(writer, name, vectors, pictures, "unit", isa);
            }

            if (rest > 0)
            {
                using (writer.Open())
                {
                    EmitPictures(writer, name, rest / isa.Width, pictures, $"{Padded - rest}", isa);
                }
            }
        }

        foreach (int v in rest == 0 ? [vectors] : new[] { vectors, rest / isa.Width })
        {
            foreach (int p in pictures)
            {
                writer.Line();
                EmitTile(writer, isa, name, v, p);
            }
        }
    }

    private void EmitPictures(CodeWriter writer, string name, int vectors, int[] pictures, string unit, Isa isa)
    {
        writer.Line(vectors * isa.Width >= 16
            ? $"ref float w = ref Unsafe.Add(ref weights, {unit} * {Inputs});"
            : $"ref float w = ref Unsafe.Add(ref weights, ({unit} / 16 * {Inputs * 16}) + ({unit} % 16));");
        writer.Line("int picture = 0;");
        foreach (int p in pictures)
        {
            using (writer.Open($"for (; picture + {p} <= count; picture += {p})"))
            {
                string bias = HasBias ? $"ref Unsafe.Add(ref bias, {unit}), " : "";
                writer.Line($"{name}_{vectors}x{p}(ref Unsafe.Add(ref x, picture * {InputStride}), ref w, {bias}ref Unsafe.Add(ref y, (picture * {OutputStride}) + {unit}));");
            }
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, int vectors, int pictures)
    {
        int VectorOffset(int v) => (v * isa.Width / 16 * Inputs * 16) + (v * isa.Width % 16);
        int unroll = Tiling.Unroll(vectors * pictures, [Inputs]);
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_{vectors}x{pictures}(ref float x, ref float weights, {(HasBias ? "ref float bias, " : "")}ref float y)"))
        {
            for (int v = 0; v < vectors; v++)
            {
                writer.Line($"Lanes a{v}_0 = {(HasBias ? isa.Load("bias", v * isa.Width) : isa.Zero)};");
                for (int p = 1; p < pictures; p++)
                {
                    writer.Line($"Lanes a{v}_{p} = a{v}_0;");
                }
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"w{v}"))}{(vectors > 1 ? ", value" : "")};");
            using (writer.Open($"for (int c = 0; c < {Inputs}; c += {unroll})"))
            {
                for (int u = 0; u < unroll; u++)
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        writer.Line($"w{v} = {isa.Load("weights", (u * 16) + VectorOffset(v))};");
                    }

                    for (int p = 0; p < pictures; p++)
                    {
                        string x = isa.BroadcastAt("x", (p * InputStride) + u);
                        if (vectors == 1)
                        {
                            writer.Line($"a0_{p} = {isa.Fma("w0", x, $"a0_{p}")};");
                            continue;
                        }

                        writer.Line($"value = {x};");
                        for (int v = 0; v < vectors; v++)
                        {
                            writer.Line($"a{v}_{p} = {isa.Fma($"w{v}", "value", $"a{v}_{p}")};");
                        }
                    }
                }

                writer.Line($"x = ref Unsafe.Add(ref x, {unroll});");
                writer.Line($"weights = ref Unsafe.Add(ref weights, {unroll * 16});");
            }

            for (int v = 0; v < vectors; v++)
            {
                for (int p = 0; p < pictures; p++)
                {
                    string value = Activation is { } a ? Activations.Apply(isa, a.Function, a.Slope, $"a{v}_{p}") : $"a{v}_{p}";
                    writer.Line(isa.Store(value, "y", (p * OutputStride) + (v * isa.Width)));
                }
            }
        }
    }
}
