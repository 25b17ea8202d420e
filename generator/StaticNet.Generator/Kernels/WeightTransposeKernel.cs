using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Dense weights [K/16][C][16 units] as [C/16][K][16 inputs], which the data gradient reads like a dense layer's weights. Runs once per
/// training step. Lanes past the last input are never written and stay zero.
/// </summary>
/// <param name="UnitBlocks">Blocks of 16 units, the last one padded.</param>
/// <param name="Inputs">C.</param>
/// <param name="Outputs">K.</param>
internal sealed record WeightTransposeKernel(int UnitBlocks, int Inputs, int Outputs) : Kernel
{
    public override string Name => $"TransposeWeights_{Inputs}_To_{Outputs}";

    public override EquatableArray<string> Parameters => ["weights", "transposed"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int blocks = Inputs / 16, rest = Inputs % 16, quads = Outputs / 4, restUnits = Outputs % 4;
        writer.Comment($"Weights of {Inputs} -> {Outputs} as weights of {Outputs} -> {Inputs}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (blocks > 0)
            {
                using (writer.Open($"for (int block = 0; block < {blocks}; block++)"))
                {
                    if (quads > 0)
                    {
                        using (writer.Open($"for (int k = 0; k < {quads * 4}; k += 4)"))
                        {
                            writer.Line($"ref float source = ref Unsafe.Add(ref weights, (k / 16 * {Inputs * 16}) + (block * 256) + (k % 16));");
                            writer.Line($"ref float target = ref Unsafe.Add(ref transposed, (block * {Outputs * 16}) + (k * 16));");
                            for (int c = 0; c < 16; c += 4)
                            {
                                Transpose4.Emit(writer, isa, "source", c * 16, 16, "target", c, 16);
                            }
                        }
                    }

                    if (restUnits > 0)
                    {
                        EmitPlain(writer, quads * 4, "block", "16");
                    }
                }
            }

            if (rest > 0)
            {
                EmitPlain(writer, 0, $"{blocks}", $"{rest}");
            }
        }
    }

    private void EmitPlain(CodeWriter writer, int firstUnit, string block, string lanes)
    {
        using (writer.Open($"for (int k = {firstUnit}; k < {Outputs}; k++)"))
        using (writer.Open($"for (int c = 0; c < {lanes}; c++)"))
        {
            writer.Line($"Unsafe.Add(ref transposed, ({block} * {Outputs * 16}) + (k * 16) + c) = Unsafe.Add(ref weights, (k / 16 * {Inputs * 16}) + ((({block} * 16) + c) * 16) + (k % 16));");
        }
    }
}
