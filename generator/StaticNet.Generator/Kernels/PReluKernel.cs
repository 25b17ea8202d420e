using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>y = x where x is positive, else x times the slope of its channel, or the one slope that all share.</summary>
internal sealed record PReluKernel(Layout Map, bool Shared) : Kernel
{
    public override string Name => PReluText.Name("PRelu", Map, Shared);

    public override EquatableArray<string> Parameters => ["x", "slope", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"y = (x > 0 ? x : slope * x), {PReluText.Slopes(Map, Shared)}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            PReluText.ForEach(writer, isa, Map, Shared, (i, n, slope) =>
            {
                writer.Line($"Lanes v{n} = {isa.Load("x", i)};");
                writer.Line(isa.Store(isa.SelectGreater($"v{n}", isa.Zero, $"v{n}", $"v{n} * {slope}"), "y", i));
            });
        }
    }
}

/// <summary>dx = dy where x is positive, else dy times the slope. dx may be dy's memory.</summary>
internal sealed record PReluBackwardKernel(Layout Map, bool Shared) : Kernel
{
    public override string Name => PReluText.Name("PRelu_Backward", Map, Shared);

    public override EquatableArray<string> Parameters => ["x", "slope", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"dx = (x > 0 ? dy : slope * dy), {PReluText.Slopes(Map, Shared)}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            PReluText.ForEach(writer, isa, Map, Shared, (i, n, slope) =>
            {
                writer.Line($"Lanes g{n} = {isa.Load("dy", i)};");
                writer.Line(isa.Store(isa.SelectGreater(isa.Load("x", i), isa.Zero, $"g{n}", $"g{n} * {slope}"), "dx", i));
            });
        }
    }
}

/// <summary>
/// Gradient of the slopes: the sum of min(x, 0) * dy over positions and pictures, for each channel or for all; overwrites. Pictures are
/// summed one by one and then added up, so that rounding errors grow with the positions plus the pictures and not with their product.
/// </summary>
/// <param name="Map">The layout of x and dy.</param>
/// <param name="Shared">Whether all channels share one slope.</param>
/// <param name="InputStride">Floats from a picture's x to the next one's.</param>
/// <param name="GradientStride">Floats from a picture's dy to the next one's.</param>
internal sealed record PReluGradientKernel(Layout Map, bool Shared, int InputStride, int GradientStride) : Kernel
{
    private const int Chains = 4;

    public override string Name => PReluText.Name("PRelu_Gradient", Map, Shared);

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    // A channel of planes is summed as one row of vectors, and so is everything where the slope is shared.
    private bool IsByLane => !Shared && Map.IsBlocked;

    private int Rows => Shared ? 1 : Map.Channels;

    private int RowLength => Shared ? Map.Length : Map.ChannelStride;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Sum of min(x, 0) * dy over positions and all pictures, {PReluText.Slopes(Map, Shared)}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (IsByLane)
            {
                EmitByLane(writer, isa);
            }
            else
            {
                EmitByRow(writer, isa);
            }
        }
    }

    private void EmitByLane(CodeWriter writer, Isa isa)
    {
        string lane = isa.Width == Layout.Block ? "" : " + lane";
        using (writer.Open($"for (int block = 0; block < {Map.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            writer.Line($"Lanes total = {isa.Zero};");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                EmitSources(writer, $"(block * {Map.BlockStride}){lane}");
                EmitSum(writer, isa, Map.Positions, Layout.Block);
            }

            writer.Line(isa.Store("total", "gradient", $"(block * 16){lane}"));
        }
    }

    private void EmitByRow(CodeWriter writer, Isa isa)
    {
        using (writer.Open($"for (int row = 0; row < {Rows}; row++)"))
        {
            writer.Line($"Lanes total = {isa.Zero};");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                EmitSources(writer, $"(row * {RowLength})");
                EmitSum(writer, isa, RowLength / isa.Width, isa.Width);
            }

            writer.Line($"Unsafe.Add(ref gradient, row) = {isa.Sum("total")};");
        }

        for (int c = Rows; c < Layout.RoundUp(Rows); c++)
        {
            writer.Line($"{Isa.At("gradient", c)} = 0f;");
        }
    }

    private void EmitSources(CodeWriter writer, string start)
    {
        writer.Line($"ref float value = ref Unsafe.Add(ref x, (picture * {InputStride}) + {start});");
        writer.Line($"ref float source = ref Unsafe.Add(ref dy, (picture * {GradientStride}) + {start});");
    }

    /// <summary>Adds the products of <paramref name="vectors"/> vectors to "total", several sums at a time. In padding dy is zero.</summary>
    private static void EmitSum(CodeWriter writer, Isa isa, int vectors, int stride)
    {
        int chains = Math.Min(Chains, vectors);
        int whole = vectors / chains * chains;
        for (int c = 0; c < chains; c++)
        {
            writer.Line($"Lanes s{c} = {Held(Isa.Text(c * stride))} * {isa.Load("source", c * stride)};");
        }

        if (whole > chains)
        {
            using (writer.Open($"for (int i = {chains * stride}; i < {whole * stride}; i += {chains * stride})"))
            {
                for (int c = 0; c < chains; c++)
                {
                    Add(c, VectorCode.Sum("i", c * stride));
                }
            }
        }

        for (int v = whole; v < vectors; v++)
        {
            Add(v - whole, Isa.Text(v * stride));
        }

        writer.Line($"total += {(chains == 4 ? "(s0 + s1) + (s2 + s3)" : string.Join(" + ", Enumerable.Range(0, chains).Select(static c => $"s{c}")))};");

        string Held(string i) => isa.Min(isa.Zero, isa.Load("value", i));
        void Add(int chain, string i) => writer.Line($"s{chain} = {isa.Fma(Held(i), isa.Load("source", i), $"s{chain}")};");
    }
}

/// <summary>What the kernels of PRelu have in common.</summary>
internal static class PReluText
{
    public static string Name(string kernel, Layout map, bool shared) => shared
        ? $"{kernel}_Shared_{map.Length}"
        : $"{kernel}_{map.Sizes}{(map.IsPlanar ? "_Rows" : "")}";

    public static string Slopes(Layout map, bool shared) =>
        shared ? $"one slope for {map.Values} values" : $"a slope for each of {map.Channels} channels of {map.SpatialSizes}";

    public static void ForEach(CodeWriter writer, Isa isa, Layout map, bool shared, Action<string, int, string> body)
    {
        if (!shared)
        {
            ChannelLoops.ForEach(writer, isa, map, "slope", body);
            return;
        }

        int number = 0;
        writer.Line($"Lanes c = {isa.Broadcast("slope")};");
        VectorCode.ForVectors(writer, isa, map.Length, i => body(i, number++, "c"));
    }
}
