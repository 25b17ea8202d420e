using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y = f(W x + b) for several pictures of a prediction: a tile of output vectors x pictures stays in registers while all inputs are added,
/// so that a weight is read once for a dozen pictures. A picture's sums are taken in the order of <see cref="DenseVectorKernel"/>, which
/// does a single picture: its outputs are the same in any batch.
/// </summary>
/// <param name="One">The same layer for one picture.</param>
/// <param name="InputStride">Floats between two pictures' inputs.</param>
/// <param name="OutputStride">Floats between two pictures' outputs.</param>
internal sealed record DenseBatchKernel(DenseVectorKernel One, int InputStride, int OutputStride) : Kernel
{
    public override string Name => One.Name + "_Batch";

    public override EquatableArray<string> Parameters => One.Parameters;

    public override bool TakesCount => true;

    public override long Work => One.Work;

    public override int Units => (One with { LeastShared = LeastShared }).Units;

    public override bool WritesLast => true;

    private string[] UnitParameters => Epilogues.Parameters(One.HasBias, One.IsScaled);

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        DenseGroup[] groups = DenseGroup.Of(isa, One.Inputs, One.Outputs);
        DenseGroup first = groups[0], last = groups[groups.Length - 1];
        int whole = groups.Count(group => group.Vectors == first.Vectors), step = first.Vectors * isa.Width;
        Tile[] tiles = [.. (last.Vectors == first.Vectors ? [first] : new[] { first, last }).Select(group => new Tile(isa, group))];
        writer.Comment($"{One.Inputs} -> {One.Outputs} for count pictures; tile of {tiles[0].Vectors * isa.Width} units x {tiles[0].Pictures[0]} pictures.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open("if (count == 1)"))
            {
                string references = string.Concat(One.Parameters.Select(static (parameter, i) => (i == 0 ? "" : ", ") + $"ref {parameter}"));
                writer.Line($"{writer.Kernels.NameOf(One with { LeastShared = LeastShared })}({references}{(Units > 1 ? ", from, to" : "")});");
                writer.Line("return;");
            }

            writer.Line();
            int tileStep = tiles[0].Vectors * isa.Width;
            using (writer.Open(DenseGroup.Loop(whole * step, tileStep, Units > 1)))
            {
                EmitPictures(writer, isa, name, tiles[0], "unit");
            }

            if (tiles.Length > 1)
            {
                string end = $"{last.First + (last.Vectors * isa.Width)}", loop = $"for (int unit = {last.First}; unit < {end}; unit += {tiles[1].Vectors * isa.Width})";
                using (Units > 1 ? writer.Open($"if (to == {Units})") : default(IDisposable))
                using (writer.Open(loop))
                {
                    EmitPictures(writer, isa, name, tiles[1], "unit");
                }
            }
        }

        foreach (Tile tile in tiles.GroupBy(static tile => tile.Suffix).Select(static same => same.First()))
        {
            foreach (int pictures in tile.Pictures)
            {
                writer.Line();
                EmitTile(writer, isa, name, tile, pictures);
            }
        }
    }

    private void EmitPictures(CodeWriter writer, Isa isa, string name, Tile tile, string unit)
    {
        string weights = tile.Vectors * isa.Width % 16 == 0 ? $"{unit} * {One.Inputs}" : $"({unit} / 16 * {One.Inputs * 16}) + ({unit} % 16)";
        writer.Line($"ref float w = ref Unsafe.Add(ref weights, {weights});");
        writer.Line("int picture = 0;");
        foreach (int pictures in tile.Pictures)
        {
            using (writer.Open($"for (; picture + {pictures} <= count; picture += {pictures})"))
            {
                string channels = string.Concat(UnitParameters.Select(parameter => $"ref Unsafe.Add(ref {parameter}, {unit}), "));
                writer.Line(
                    $"{name}_{tile.Suffix}x{pictures}(ref Unsafe.Add(ref x, picture * {InputStride}), ref w, {channels}"
                    + $"ref Unsafe.Add(ref y, (picture * {OutputStride}) + {unit}));");
            }
        }
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, Tile tile, int pictures)
    {
        int VectorOffset(int v) => (v * isa.Width / 16 * One.Inputs * 16) + (v * isa.Width % 16);
        (int vectors, int unroll, int parts) = (tile.Vectors, tile.Group.Unroll, tile.Group.Parts);
        writer.Line(Optimized);
        string channels = string.Concat(UnitParameters.Select(static parameter => $"ref float {parameter}, "));
        using (writer.Open($"private static void {name}_{tile.Suffix}x{pictures}(ref float x, ref float weights, {channels}ref float y)"))
        {
            string Sum(int v, int p, int part) => $"a{v}_{p}{(parts == 1 ? "" : $"_{part}")}";
            for (int v = 0; v < vectors; v++)
            {
                for (int part = 0; part < parts; part++)
                {
                    writer.Line($"Lanes {Sum(v, 0, part)} = {(One.HasBias && part == 0 ? isa.Load("bias", v * isa.Width) : isa.Zero)};");
                    for (int p = 1; p < pictures; p++)
                    {
                        writer.Line($"Lanes {Sum(v, p, part)} = {Sum(v, 0, part)};");
                    }
                }
            }

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"w{v}"))}{(vectors > 1 ? ", value" : "")};");
            using (writer.Open($"for (int c = 0; c < {One.Inputs}; c += {unroll})"))
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
                        if (vectors > 1)
                        {
                            writer.Line($"value = {x};");
                            x = "value";
                        }

                        for (int v = 0; v < vectors; v++)
                        {
                            writer.Line($"{Sum(v, p, u % parts)} = {isa.Fma(x, $"w{v}", Sum(v, p, u % parts))};");
                        }
                    }
                }

                writer.Line($"x = ref Unsafe.Add(ref x, {unroll});");
                writer.Line($"weights = ref Unsafe.Add(ref weights, {unroll * 16});");
            }

            for (int v = 0; v < vectors; v++)
            {
                if (One.IsScaled)
                {
                    writer.Line($"Lanes scale{v} = {isa.Load("scale", v * isa.Width)}, shift{v} = {isa.Load("shift", v * isa.Width)};");
                }

                for (int p = 0; p < pictures; p++)
                {
                    string a = Sum(v, p, 0);
                    if (parts > 1)
                    {
                        string sum = parts == 4 ? $"({a} + {Sum(v, p, 1)}) + ({Sum(v, p, 2)} + {Sum(v, p, 3)})" : string.Join(" + ", Enumerable.Range(0, parts).Select(part => Sum(v, p, part)));
                        writer.Line($"{a} = {sum};");
                    }

                    if (One.IsScaled)
                    {
                        writer.Line($"{a} = {isa.Fma(a, $"scale{v}", $"shift{v}")};");
                    }

                    string value = One.Activation is { } f ? Activations.Apply(isa, f.Function, f.Slope, a) : a;
                    writer.Line(isa.Store(value, "y", (p * OutputStride) + (v * isa.Width)));
                }
            }
        }
    }

    /// <summary>The registers of a group of units: as many pictures as the sums of one or two vectors leave room for.</summary>
    private sealed class Tile
    {
        public Tile(Isa isa, DenseGroup group)
        {
            Group = group;
            Vectors = group.Parts == 1 && group.Vectors % 2 == 0 ? 2 : 1;
            int most = Math.Max(1, Tiling.Accumulators(isa) / (Vectors * group.Parts));
            Pictures = [.. new[] { most, most / 3, 1 }.Where(static pictures => pictures > 0).Distinct()];
            Suffix = $"{Vectors}{(group.Parts == 1 ? "" : $"of{group.Parts}")}";
        }

        public DenseGroup Group { get; }

        public int Vectors { get; }

        /// <summary>Pictures of a tile, and of smaller ones for what is left over.</summary>
        public int[] Pictures { get; }

        /// <summary>What tells its methods from those of other tiles.</summary>
        public string Suffix { get; }
    }
}
