using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>Where the weight of (filter f, channel c, row i, column j) of a group lies: Base + f*Filter + c*Channel + i*Row + j*Column.</summary>
internal sealed record WeightStrides(int Base, int Filter, int Channel, int Row, int Column, int Group);

/// <summary>
/// Stride-1 convolution whose vectors run along a row: for layers with few filters, where vectors over channels would
/// be mostly padding. It reads planes with a zero halo, keeps filters x vectors in registers, and broadcasts one weight at
/// a time. With <see cref="Pooled"/> it computes two rows at once and stores only their 2x2 maxima, means or sums.
/// </summary>
/// <param name="Label">Start of the method's name.</param>
/// <param name="Channels">Channels read by one group.</param>
/// <param name="Filters">Channels written by one group.</param>
/// <param name="Groups">Groups.</param>
/// <param name="KernelH">Kernel rows.</param>
/// <param name="KernelW">Kernel columns.</param>
/// <param name="DilationH">Dilation of rows.</param>
/// <param name="DilationW">Dilation of columns.</param>
/// <param name="PlaneRows">Rows of a source plane, halo included.</param>
/// <param name="PlaneStride">Floats of a source row.</param>
/// <param name="HaloTop">Rows of zeros above the map in a plane.</param>
/// <param name="SourceHeight">Rows of the map in a plane.</param>
/// <param name="Output">The convolution's own output, before pooling.</param>
/// <param name="Weights">Order of the weights.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
/// <param name="Pooled">Fuse a 2x2 pool of stride 2 of this kind: maxima, of which an increasing activation is taken afterwards, means or sums.</param>
/// <param name="IsGradient">The target is a gradient: its padding must be zero.</param>
/// <param name="IsScaled">Whether the sums are multiplied by a scale and added to a shift of their channel: a batch normalisation.</param>
internal sealed record PlanarConvKernel(
    string Label,
    int Channels,
    int Filters,
    int Groups,
    int KernelH,
    int KernelW,
    int DilationH,
    int DilationW,
    int PlaneRows,
    int PlaneStride,
    int HaloTop,
    int SourceHeight,
    Layout Output,
    WeightStrides Weights,
    bool HasBias,
    Activation? Activation,
    PoolKind? Pooled,
    bool IsGradient,
    bool IsScaled = false) : Kernel
{
    public override string Name =>
        $"{Label}_{Channels * Groups}To{Output.Channels}x{Output.Height}x{Output.Width}{(IsScaled ? "_Norm" : "")}{(Activation is null ? "" : "_" + Activation.Function)}{(Pooled is null ? "" : $"_{Pooled}Pool")}";

    public override EquatableArray<string> Parameters => ["x", "weights", .. ChannelParameters, "y"];

    /// <summary>Parameters of one float a channel.</summary>
    private string[] ChannelParameters => Epilogues.Parameters(HasBias, IsScaled);

    /// <summary>What is stored: the pooled map, or the output itself.</summary>
    private Layout Target => Pooled is not null
        ? new Layout(LayoutKind.Planar, Output.Channels, Output.Height / 2, Output.Width / 2, Layout.RoundUp(Output.Width / 2))
        : Output;

    private int RowsPerTile => Pooled is not null ? 2 : 1;

    private int OutputRows => Pooled is not null ? Output.Height / 2 : Output.Height;

    /// <summary>Columns that must be computed.</summary>
    private int Columns => Pooled is not null ? Output.Width / 2 * 2 : Output.Width;

    /// <summary>Whether kernel rows that lie wholly in the halo are left out.</summary>
    private bool SkipsHalo => DilationH == 1 && (HaloTop > 0 || PlaneRows > HaloTop + SourceHeight);

    private string RangeArguments => SkipsHalo ? ", from, to" : "";

    private string RangeParameters => SkipsHalo ? ", int from, int to" : "";

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int row = (Columns + isa.Width - 1) / isa.Width;
        int budget = Tiling.Accumulators(isa) / RowsPerTile;
        int vectors = Math.Min(row, isa.IsScalar ? (Pooled is not null ? 2 : 4) : isa.Width == 16 ? 2 : isa.Width == 8 ? 2 : 4);
        int filters = Math.Max(1, Math.Min(Filters, Math.Min(budget / vectors, Math.Max(1, Tiling.MaxFma / (KernelW * vectors * RowsPerTile)))));
        filters = Tiling.TileWidth(Filters, filters);
        int restFilters = Filters % filters, restVectors = row % vectors;

        writer.Comment(
            $"{Channels * Groups} planes with halo -> ({Output.Channels}, {Output.Height}, {Output.Width}), {KernelH}x{KernelW} taps"
            + $"{(Groups > 1 ? $" in {Groups} groups" : "")}{(Pooled is { } pool ? $", then 2x2 {PoolText.Of(pool)}" : "")}; tile of {filters} filters x {vectors} vectors.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Groups > 1)
            {
                using (writer.Open($"for (int group = 0; group < {Groups}; group++)"))
                {
                    writer.Line($"ref float xg = ref Unsafe.Add(ref x, group * {Channels * PlaneRows * PlaneStride});");
                    writer.Line($"ref float wg = ref Unsafe.Add(ref weights, {(Weights.Base == 0 ? "" : $"{Weights.Base} + ")}group * {Weights.Group});");
                    writer.Line($"ref float yg = ref Unsafe.Add(ref y, group * {Filters * Target.ChannelStride});");
                    foreach (string parameter in ChannelParameters)
                    {
                        writer.Line($"ref float {Epilogues.Local(parameter)}g = ref Unsafe.Add(ref {parameter}, group * {Filters});");
                    }

                    EmitFilterLoop(writer, isa, name, filters, restFilters, vectors, restVectors, row, "xg", "wg", "g", "yg");
                }
            }
            else
            {
                writer.Line($"ref float wg = ref {Isa.At("weights", Weights.Base)};");
                EmitFilterLoop(writer, isa, name, filters, restFilters, vectors, restVectors, row, "x", "wg", "", "y");
            }
        }

        foreach (int f in Variants(filters, Filters, restFilters))
        {
            foreach (int v in Variants(vectors, row, restVectors))
            {
                writer.Line();
                EmitTile(writer, isa, name, f, v, last: v == (restVectors == 0 ? vectors : restVectors));
                if (IsGradient && restVectors == 0 && row > vectors)
                {
                    // The same width stands both inside the row and at its end, where lanes past the map are cleared.
                    writer.Line();
                    EmitTile(writer, isa, name, f, v, last: false);
                }
            }
        }
    }

    private static int[] Variants(int size, int total, int rest) => rest == 0 ? [size] : total < size ? [rest] : [size, rest];

    private string TileName(string name, int filters, int vectors, bool last) => $"{name}_{filters}x{vectors}{(IsGradient && last ? "End" : "")}";

    private void EmitFilterLoop(
        CodeWriter writer, Isa isa, string name, int filters, int restFilters, int vectors, int restVectors, int row, string x, string w, string b, string y)
    {
        using (writer.Open($"for (int f = 0; f < {Filters - restFilters}; f += {filters})"))
        {
            EmitRowLoop(writer, isa, name, filters, vectors, restVectors, row, x, w, b, y, "f");
        }

        if (restFilters > 0)
        {
            using (writer.Open())
            {
                EmitRowLoop(writer, isa, name, restFilters, vectors, restVectors, row, x, w, b, y, $"{Filters - restFilters}");
            }
        }
    }

    private void EmitRowLoop(
        CodeWriter writer, Isa isa, string name, int filters, int vectors, int restVectors, int row, string x, string w, string b, string y, string f)
    {
        writer.Line($"ref float wf = ref Unsafe.Add(ref {w}, {f} * {Weights.Filter});");
        foreach (string parameter in ChannelParameters)
        {
            writer.Line($"ref float {Epilogues.Local(parameter)}f = ref Unsafe.Add(ref {(b.Length == 0 ? parameter : Epilogues.Local(parameter) + b)}, {f});");
        }

        using (writer.Open($"for (int row = 0; row < {OutputRows}; row++)"))
        {
            writer.Line($"ref float xr = ref Unsafe.Add(ref {x}, row * {RowsPerTile * PlaneStride});");
            writer.Line($"ref float yr = ref Unsafe.Add(ref {y}, ({f} * {Target.ChannelStride}) + (row * {Target.RowStride}));");
            if (SkipsHalo)
            {
                // A tile of two rows needs what either of them does.
                string top = RowsPerTile == 1 ? "row" : "(2 * row)";
                writer.Line($"int from = Math.Max(0, {HaloTop - RowsPerTile + 1} - {top});");
                writer.Line($"int to = Math.Min({KernelH}, {HaloTop + SourceHeight} - {top});");
            }

            int whole = row - restVectors;
            int inner = IsGradient && restVectors == 0 ? whole - vectors : whole;
            int step = vectors * isa.Width;
            string bias = string.Concat(ChannelParameters.Select(static parameter => $"ref {Epilogues.Local(parameter)}f, "));
            int targetStep = Pooled is not null ? step / 2 : step;
            if (inner == vectors)
            {
                writer.Line($"{TileName(name, filters, vectors, false)}(ref xr, ref wf, {bias}ref yr{RangeArguments});");
            }
            else if (inner > 0)
            {
                using (writer.Open($"for (int tile = 0; tile < {inner / vectors}; tile++)"))
                {
                    writer.Line($"{TileName(name, filters, vectors, false)}(ref Unsafe.Add(ref xr, tile * {step}), ref wf, {bias}ref Unsafe.Add(ref yr, tile * {targetStep}){RangeArguments});");
                }
            }

            if (inner < row)
            {
                int at = inner * isa.Width;
                writer.Line($"{TileName(name, filters, row - inner, true)}(ref {Isa.At("xr", at)}, ref wf, {bias}ref {Isa.At("yr", Pooled is not null ? at / 2 : at)}{RangeArguments});");
            }
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, int filters, int vectors, bool last)
    {
        writer.Line(Optimized);
        using (writer.Open($"private static void {TileName(name, filters, vectors, last)}(ref float x, ref float weights, {string.Concat(ChannelParameters.Select(static parameter => $"ref float {parameter}, "))}ref float y{RangeParameters})"))
        {
            for (int f = 0; f < filters; f++)
            {
                string[] names = [.. Enumerable.Range(0, RowsPerTile * vectors).Select(i => $"a{f}_{i}")];
                string start = HasBias ? isa.BroadcastAt("bias", f) : isa.Zero;
                writer.Line($"Lanes {names[0]} = {start}{string.Concat(names.Skip(1).Select(n => $", {n} = {names[0]}"))};");
            }

            int sources = RowsPerTile * vectors;
            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, sources).Select(static i => $"x{i}"))}{(sources > 1 ? ", weight" : "")};");
            if (Channels > 1)
            {
                using (writer.Open($"for (int c = 0; c < {Channels}; c++)"))
                {
                    EmitKernelRows(writer, isa, filters, vectors, $"(c * {PlaneRows * PlaneStride}) + ", $"(c * {Weights.Channel}) + ");
                }
            }
            else
            {
                EmitKernelRows(writer, isa, filters, vectors, "", "");
            }

            EmitStores(writer, isa, filters, vectors, last);
        }
    }

    private void EmitKernelRows(CodeWriter writer, Isa isa, int filters, int vectors, string xChannel, string wChannel)
    {
        using (writer.Open(SkipsHalo ? "for (int i = from; i < to; i++)" : $"for (int i = 0; i < {KernelH}; i++)"))
        {
            writer.Line($"ref float xi = ref Unsafe.Add(ref x, {xChannel}(i * {DilationH * PlaneStride}));");
            writer.Line($"ref float wi = ref Unsafe.Add(ref weights, {wChannel}(i * {Weights.Row}));");
            for (int j = 0; j < KernelW; j++)
            {
                int columns = RowsPerTile * vectors;
                for (int i = 0; i < columns; i++)
                {
                    writer.Line($"x{i} = {isa.Load("xi", (i / vectors * PlaneStride) + (j * DilationW) + (i % vectors * isa.Width))};");
                }

                for (int f = 0; f < filters; f++)
                {
                    string weight = isa.BroadcastAt("wi", (f * Weights.Filter) + (j * Weights.Column));
                    if (columns > 1)
                    {
                        writer.Line($"weight = {weight};");
                        weight = "weight";
                    }

                    for (int i = 0; i < columns; i++)
                    {
                        writer.Line($"a{f}_{i} = {isa.Fma($"x{i}", weight, $"a{f}_{i}")};");
                    }
                }
            }
        }
    }

    private void EmitStores(CodeWriter writer, Isa isa, int filters, int vectors, bool last)
    {
        for (int f = 0; f < filters; f++)
        {
            string Activated(int i) => Activation is { } a ? Activations.Apply(isa, a.Function, a.Slope, $"a{f}_{i}") : $"a{f}_{i}";
            int target = f * Target.ChannelStride;
            if (IsScaled)
            {
                EmitScaled(writer, isa, f, RowsPerTile * vectors);
            }

            if (Pooled is { } pooled)
            {
                bool isMax = pooled == PoolKind.Max;
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line(isMax
                        ? $"a{f}_{v} = {isa.Max($"a{f}_{v}", $"a{f}_{vectors + v}")};"
                        : $"a{f}_{v} = ({Activated(v)}) + ({Activated(vectors + v)});");
                }

                for (int v = 0; v < vectors; v += 2)
                {
                    string pair = PlanarPoolKernel.Pairs(isa, pooled, $"a{f}_{v}", v + 1 < vectors ? $"a{f}_{v + 1}" : isa.Zero);
                    writer.Line($"a{f}_{v} = {pair};");
                    writer.Line(isa.Store(isMax ? Activated(v) : $"a{f}_{v}", "y", target + (v / 2 * isa.Width)));
                }

                continue;
            }

            for (int v = 0; v < vectors; v++)
            {
                int lanes = Columns % isa.Width;
                string value = Activated(v);
                if (IsGradient && last && v == vectors - 1 && lanes != 0)
                {
                    string mask = string.Join(", ", Enumerable.Range(0, isa.Width).Select(i => i < lanes ? "-1" : "0"));
                    value = $"Vector.BitwiseAnd({value}, Vector.Create({mask}).AsSingle())";
                }

                writer.Line(isa.Store(value, "y", target + (v * isa.Width)));
            }

            if (IsGradient && last)
            {
                int from = (Columns + isa.Width - 1) / isa.Width, to = Output.RowStride / isa.Width;
                int written = isa.IsScalar ? Columns : from;
                for (int v = written; v < to; v++)
                {
                    writer.Line(isa.Store(isa.Zero, "y", target + ((vectors + v - from) * isa.Width)));
                }
            }
        }
    }

    /// <summary>The normalisation of one filter's sums; before a maximum, since a negative scale would make it a minimum.</summary>
    private static void EmitScaled(CodeWriter writer, Isa isa, int filter, int vectors)
    {
        writer.Line($"Lanes scale{filter} = {isa.BroadcastAt("scale", filter)}, shift{filter} = {isa.BroadcastAt("shift", filter)};");
        for (int i = 0; i < vectors; i++)
        {
            writer.Line($"a{filter}_{i} = {isa.Fma($"a{filter}_{i}", $"scale{filter}", $"shift{filter}")};");
        }
    }
}
