using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Gradient of a bias: the sum of dy over pixels and pictures, for each channel; overwrites. Pictures are summed one by one and then
/// added up, so that rounding errors grow with the pixels plus the pictures and not with their product.
/// </summary>
/// <param name="Gradient">Layout of dy.</param>
/// <param name="Channels">Channels.</param>
/// <param name="PictureStride">Floats between two pictures of dy.</param>
internal sealed record BiasGradientKernel(Layout Gradient, int Channels, int PictureStride) : Kernel
{
    private const int Chains = 4;

    public override string Name => $"Bias_Gradient_{Channels}x{Gradient.SpatialSizes}{(Gradient.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters => ["dy", "gradient"];

    public override bool TakesCount => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Sum of dy over {Gradient.SpatialSizes} pixels and all pictures, for each of {Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Gradient.IsPlanar)
            {
                EmitPlanar(writer, isa);
            }
            else
            {
                EmitBlocked(writer, isa);
            }
        }
    }

    private void EmitBlocked(CodeWriter writer, Isa isa)
    {
        string lane = isa.Width == Layout.Block ? "" : " + lane";
        using (writer.Open($"for (int block = 0; block < {Layout.RoundUp(Channels) / Layout.Block}; block++)"))
        using (isa.Width == Layout.Block ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            writer.Line($"Lanes total = {isa.Zero};");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                writer.Line($"ref float source = ref Unsafe.Add(ref dy, (picture * {PictureStride}) + (block * {Gradient.BlockStride}){lane});");
                EmitSum(writer, isa, Gradient.Positions, Layout.Block);
            }

            writer.Line(isa.Store("total", "gradient", $"(block * 16){lane}"));
        }
    }

    // The planes' padding is zero, so whole planes are summed.
    private void EmitPlanar(CodeWriter writer, Isa isa)
    {
        int plane = Gradient.ChannelStride;
        int whole = plane / isa.Width;
        using (writer.Open($"for (int channel = 0; channel < {Channels}; channel++)"))
        {
            writer.Line($"Lanes total = {isa.Zero};");
            if (whole * isa.Width < plane)
            {
                writer.Line("float rest = 0f;");
            }

            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                writer.Line($"ref float source = ref Unsafe.Add(ref dy, (picture * {PictureStride}) + (channel * {plane}));");
                if (whole > 0)
                {
                    EmitSum(writer, isa, whole, isa.Width);
                }

                for (int i = whole * isa.Width; i < plane; i++)
                {
                    writer.Line($"rest += {Isa.At("source", i)};");
                }
            }

            writer.Line($"Unsafe.Add(ref gradient, channel) = {isa.Sum("total")}{(whole * isa.Width < plane ? " + rest" : "")};");
        }

        for (int c = Channels; c < Layout.RoundUp(Channels); c++)
        {
            writer.Line($"{Isa.At("gradient", c)} = 0f;");
        }
    }

    private static void EmitSum(CodeWriter writer, Isa isa, int vectors, int stride)
    {
        int chains = Math.Min(Chains, vectors);
        int whole = vectors / chains * chains;
        for (int c = 0; c < chains; c++)
        {
            writer.Line($"Lanes s{c} = {isa.Load("source", c * stride)};");
        }

        if (whole > chains)
        {
            using (writer.Open($"for (int i = {chains * stride}; i < {whole * stride}; i += {chains * stride})"))
            {
                for (int c = 0; c < chains; c++)
                {
                    writer.Line($"s{c} += {isa.Load("source", VectorCode.Sum("i", c * stride))};");
                }
            }
        }

        for (int v = whole; v < vectors; v++)
        {
            writer.Line($"s{v - whole} += {isa.Load("source", v * stride)};");
        }

        writer.Line($"total += {(chains == 4 ? "(s0 + s1) + (s2 + s3)" : string.Join(" + ", Enumerable.Range(0, chains).Select(static c => $"s{c}")))};");
    }
}
