using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A tile of filters x vectors of two output rows of a <see cref="WinogradRowPlanarConvKernel"/>: the products of the first frequency belong to the first row, those of the last to
/// the second, and those in between are added to both, times a factor to the second. So no product is stored.
/// </summary>
/// <param name="Filters">Filters.</param>
/// <param name="Vectors">Vectors of a row.</param>
/// <param name="Channels">Channels read.</param>
/// <param name="Taps">r: rows of taps.</param>
/// <param name="Columns">Columns of taps.</param>
/// <param name="Dilation">Distance between two columns of taps.</param>
/// <param name="RowStride">Floats of a transformed row.</param>
/// <param name="TargetChannelStride">Floats between two channels of the target.</param>
/// <param name="TargetRowStride">Floats between two rows of the target.</param>
/// <param name="HasBias">Whether sums start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
/// <param name="Pooled">A 2x2 pool of stride 2 that follows.</param>
/// <param name="IsClipped">Whether the second row may lie outside the map.</param>
internal sealed record WinogradRowPlanarTileKernel(
    int Filters,
    int Vectors,
    int Channels,
    int Taps,
    int Columns,
    int Dilation,
    int RowStride,
    int TargetChannelStride,
    int TargetRowStride,
    bool HasBias,
    Activation? Activation,
    PoolKind? Pooled,
    bool IsClipped) : Kernel
{
    public override string Name =>
        $"TileOfRows_{Filters}x{Vectors}_{Taps}x{Columns}{(Activation is null ? "" : "_" + Activation.Function)}{(Pooled is null ? "" : $"_{Pooled}Pool")}";

    public override EquatableArray<string> Parameters => ["x", "filters", .. HasBias ? new[] { "bias" } : [], "y"];

    private (int Filter, int Vector)[] Sums => [.. from f in Enumerable.Range(0, Filters) from v in Enumerable.Range(0, Vectors) select (f, v)];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int last = Taps;
        writer.Comment($"{Filters} filters x {Vectors} vectors of two rows, by F(2, {Taps}).");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}({References}{(IsClipped ? ", int lines" : "")})"))
        {
            foreach (string row in new[] { "a", "b" })
            {
                for (int f = 0; f < Filters; f++)
                {
                    string start = HasBias ? isa.BroadcastAt("bias", f) : isa.Zero;
                    writer.Line($"Lanes {row}{f}_0 = {start}{string.Concat(Enumerable.Range(1, Vectors - 1).Select(v => $", {row}{f}_{v} = {row}{f}_0"))};");
                }
            }

            writer.Line($"Lanes {string.Join(", ", Sums.Select(static s => $"m{s.Filter}_{s.Vector}"))};");
            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, Vectors).Select(static v => $"x{v}"))}, weight, factor;");
            EmitProducts(writer, isa, "a", "0");
            using (writer.Open($"for (int frequency = 1; frequency < {last}; frequency++)"))
            {
                EmitZeros(writer, isa);
                EmitProducts(writer, isa, "m", "frequency");
                writer.Line($"factor = {isa.Broadcast(Factor())};");
                foreach ((int f, int v) in Sums)
                {
                    writer.Line($"a{f}_{v} += m{f}_{v};");
                    writer.Line($"b{f}_{v} = {isa.Fma($"m{f}_{v}", "factor", $"b{f}_{v}")};");
                }
            }

            if (WinogradTransform.SubtractsLast(Taps))
            {
                EmitZeros(writer, isa);
                EmitProducts(writer, isa, "m", $"{last}");
                foreach ((int f, int v) in Sums)
                {
                    writer.Line($"b{f}_{v} -= m{f}_{v};");
                }
            }
            else
            {
                EmitProducts(writer, isa, "b", $"{last}");
            }

            EmitStores(writer, isa);
        }
    }

    /// <summary>The second row's factor of the variable frequency.</summary>
    private string Factor()
    {
        string text = Isa.Text(WinogradTransform.SecondOutput(Taps, Taps - 1));
        for (int frequency = Taps - 2; frequency > 0; frequency--)
        {
            text = $"frequency == {frequency} ? {Isa.Text(WinogradTransform.SecondOutput(Taps, frequency))} : {text}";
        }

        return $"({text})";
    }

    private void EmitZeros(CodeWriter writer, Isa isa)
    {
        foreach ((int f, int v) in Sums)
        {
            writer.Line($"m{f}_{v} = {isa.Zero};");
        }
    }

    private void EmitProducts(CodeWriter writer, Isa isa, string sums, string frequency)
    {
        using (Channels == 1 ? writer.Open() : writer.Open($"for (int c = 0; c < {Channels}; c++)"))
        {
            int frequencies = Taps + 1;
            string channel(int stride) => Channels == 1 ? "" : $"(c * {stride}) + ";
            writer.Line($"ref float xs = ref Unsafe.Add(ref x, {channel(frequencies * RowStride)}({frequency} * {RowStride}));");
            writer.Line($"ref float ws = ref Unsafe.Add(ref filters, {channel(frequencies * Columns)}({frequency} * {Columns}));");
            for (int column = 0; column < Columns; column++)
            {
                for (int v = 0; v < Vectors; v++)
                {
                    writer.Line($"x{v} = {isa.Load("xs", (column * Dilation) + (v * isa.Width))};");
                }

                for (int f = 0; f < Filters; f++)
                {
                    writer.Line($"weight = {isa.BroadcastAt("ws", (f * Channels * frequencies * Columns) + column)};");
                    for (int v = 0; v < Vectors; v++)
                    {
                        writer.Line($"{sums}{f}_{v} = {isa.Fma($"x{v}", "weight", $"{sums}{f}_{v}")};");
                    }
                }
            }
        }
    }

    private void EmitStores(CodeWriter writer, Isa isa)
    {
        for (int f = 0; f < Filters; f++)
        {
            int target = f * TargetChannelStride;
            if (Pooled is { } pooled)
            {
                for (int v = 0; v < Vectors; v++)
                {
                    (string upper, string lower) = ($"a{f}_{v}", $"b{f}_{v}");
                    writer.Line($"{upper} = {(pooled == PoolKind.Max ? isa.Max(upper, lower) : $"({Activated(isa, upper)}) + ({Activated(isa, lower)})")};");
                }

                for (int v = 0; v < Vectors; v += 2)
                {
                    writer.Line($"a{f}_{v} = {PlanarPoolKernel.Pairs(isa, pooled, $"a{f}_{v}", v + 1 < Vectors ? $"a{f}_{v + 1}" : isa.Zero)};");
                    writer.Line(isa.Store(pooled == PoolKind.Max ? Activated(isa, $"a{f}_{v}") : $"a{f}_{v}", "y", target + (v / 2 * isa.Width)));
                }

                continue;
            }

            for (int v = 0; v < Vectors; v++)
            {
                writer.Line(isa.Store(Activated(isa, $"a{f}_{v}"), "y", target + (v * isa.Width)));
            }
        }

        if (Pooled is not null)
        {
            return;
        }

        using IDisposable? inside = IsClipped ? writer.Open("if (lines > 1)") : null;
        foreach ((int f, int v) in Sums)
        {
            writer.Line(isa.Store(Activated(isa, $"b{f}_{v}"), "y", (f * TargetChannelStride) + TargetRowStride + (v * isa.Width)));
        }
    }

    private string Activated(Isa isa, string value) =>
        Activation is { } activation ? Activations.Apply(isa, activation.Function, activation.Slope, value) : value;
}
