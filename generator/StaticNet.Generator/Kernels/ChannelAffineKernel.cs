using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y = x * scale + shift with a constant of each for every channel, over rows without gaps: the normalisation of the input on its way into the
/// network, and without shifts its derivative on the way out. Nothing but the values is read, since they may be the caller's.
/// </summary>
/// <param name="Map">Layout of both, compact.</param>
/// <param name="Scales">By channel.</param>
/// <param name="Shifts">By channel; empty for none.</param>
/// <param name="ToCaller">The target is the caller's memory, which ends with the last value.</param>
internal sealed record ChannelAffineKernel(Layout Map, EquatableArray<float> Scales, EquatableArray<float> Shifts, bool ToCaller) : Kernel
{
    public override string Name => $"{(ToCaller ? "NormalizedGradient" : "Normalized")}_{Map.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int plane = Map.Positions, whole = plane / isa.Width * isa.Width;
        writer.Comment($"y = x * scale{(Shifts.Count > 0 ? " + shift" : "")} of its channel, {Map.Channels} channels of {Map.SpatialSizes}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line($"ReadOnlySpan<float> scales = new float[] {{ {List(Scales)} }};");
            if (Shifts.Count > 0)
            {
                writer.Line($"ReadOnlySpan<float> shifts = new float[] {{ {List(Shifts)} }};");
            }

            using (writer.Open($"for (int channel = 0; channel < {Map.Channels}; channel++)"))
            {
                writer.Line($"ref float from = ref Unsafe.Add(ref x, channel * {plane});");
                writer.Line($"ref float to = ref Unsafe.Add(ref y, channel * {plane});");
                if (whole > 0)
                {
                    EmitVectors(writer, isa, plane, whole);
                }

                // A vector that overlaps the one before it computes the same again.
                if (whole == 0)
                {
                    using (writer.Open($"for (int i = 0; i < {plane}; i++)"))
                    {
                        writer.Line($"Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i) * scales[channel]{(Shifts.Count > 0 ? " + shifts[channel]" : "")};");
                    }
                }
            }

            for (int i = Map.Values; i < Map.Length && !ToCaller; i++)
            {
                writer.Line($"{Isa.At("y", i)} = 0f;");
            }
        }
    }

    private void EmitVectors(CodeWriter writer, Isa isa, int plane, int whole)
    {
        writer.Line($"Lanes scale = {isa.Broadcast("scales[channel]")};");
        if (Shifts.Count > 0)
        {
            writer.Line($"Lanes shift = {isa.Broadcast("shifts[channel]")};");
        }

        string Value(string index) => Shifts.Count > 0 ? isa.Fma(isa.Load("from", index), "scale", "shift") : $"{isa.Load("from", index)} * scale";
        using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
        {
            writer.Line(isa.Store(Value("i"), "to", "i"));
        }

        if (whole < plane)
        {
            string last = Isa.Text(plane - isa.Width);
            writer.Line(isa.Store(Value(last), "to", last));
        }
    }

    private static string List(EquatableArray<float> values) => string.Join(", ", values.Select(static value => Isa.Text(value)));
}
