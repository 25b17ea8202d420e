using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>Loops over a whole value, padding included, in which every channel has a coefficient of its own.</summary>
internal static class ChannelLoops
{
    /// <summary>True for the layouts that the loops run over: blocks of channels, and planes of whole multiples of 16 floats.</summary>
    public static bool Serves(Layout layout) => layout.IsBlocked || layout.ChannelStride % Layout.Block == 0;

    /// <summary>
    /// Runs over <paramref name="layout"/>; <paramref name="body"/> gets the index of a vector, a number for its locals and the name of the
    /// vector that holds the coefficients of its channels, from the parameter <paramref name="coefficients"/>.
    /// </summary>
    public static void ForEach(CodeWriter writer, Isa isa, Layout layout, string coefficients, Action<string, int, string> body)
    {
        if (layout.IsPlanar)
        {
            EmitPlanar(writer, isa, layout, coefficients, body);
        }
        else if (layout.Positions == 1)
        {
            int number = 0;
            VectorCode.ForVectors(writer, isa, layout.Length, i =>
            {
                int n = number++;
                writer.Line($"Lanes c{n} = {isa.Load(coefficients, i)};");
                body(i, n, $"c{n}");
            });
        }
        else
        {
            EmitBlocked(writer, isa, layout, coefficients, body);
        }
    }

    private static void EmitPlanar(CodeWriter writer, Isa isa, Layout layout, string coefficients, Action<string, int, string> body)
    {
        int plane = layout.ChannelStride;
        int unroll = Math.Min(4, plane / isa.Width);
        int step = unroll * isa.Width, whole = plane / step * step;
        using (writer.Open($"for (int channel = 0; channel < {layout.Channels}; channel++)"))
        {
            writer.Line($"Lanes c = {isa.Broadcast($"Unsafe.Add(ref {coefficients}, channel)")};");
            writer.Line($"int start = channel * {plane};");
            using (writer.Open($"for (int i = start; i < start + {whole}; i += {step})"))
            {
                for (int u = 0; u < unroll; u++)
                {
                    body(VectorCode.Sum("i", u * isa.Width), u, "c");
                }
            }

            for (int i = whole; i < plane; i += isa.Width)
            {
                body(VectorCode.Sum("start", i), unroll + ((i - whole) / isa.Width), "c");
            }
        }
    }

    private static void EmitBlocked(CodeWriter writer, Isa isa, Layout layout, string coefficients, Action<string, int, string> body)
    {
        int parts = VectorCode.Parts(isa);
        using (writer.Open($"for (int block = 0; block < {layout.Blocks}; block++)"))
        {
            writer.Line($"int start = block * {layout.BlockStride};");
            if (isa.IsScalar)
            {
                using (writer.Open("for (int lane = 0; lane < 16; lane++)"))
                {
                    writer.Line($"float c = Unsafe.Add(ref {coefficients}, (block * 16) + lane);");
                    using (writer.Open($"for (int i = start + lane; i < start + {layout.BlockStride}; i += 16)"))
                    {
                        body("i", 0, "c");
                    }
                }

                return;
            }

            for (int part = 0; part < parts; part++)
            {
                writer.Line($"Lanes c{part} = {isa.Load(coefficients, VectorCode.Sum("(block * 16)", part * isa.Width))};");
            }

            using (writer.Open($"for (int i = start; i < start + {layout.BlockStride}; i += 16)"))
            {
                for (int part = 0; part < parts; part++)
                {
                    body(VectorCode.Sum("i", part * isa.Width), part, $"c{part}");
                }
            }
        }
    }
}
