using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The output gradient of a convolution F(m x m, 3x3), transformed tile by tile as its weights' gradient takes it: A dY A', in the order in
/// which <see cref="WinogradPatchKernel"/> writes the patches of the input.
/// </summary>
/// <param name="Shape">Tiles of the convolution.</param>
internal sealed record WinogradGradientPatchKernel(WinogradShape Shape) : Kernel
{
    public override string Name => $"TransformGradient{Shape.Size}_{Shape.Target.Sizes}";

    public override EquatableArray<string> Parameters => ["dy", "patches"];

    /// <summary>The shape whose patches these are.</summary>
    public static WinogradShape Patches(WinogradShape shape) => shape with { Source = shape.Target };

    /// <summary>Blocks of tiles.</summary>
    public override int Units => Shape.TileBlocks;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        WinogradShape patches = Patches(Shape);
        int size = Shape.Size, last = Shape.TileColumns - 1, lastColumns = Shape.Target.Width - (last * size);
        writer.Comment($"A dY A' of the {Shape.TileRows} x {Shape.TileColumns} tiles of {Shape.Target.Tuple}, {size} x {size} each.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open(Units == 1 ? "for (int block = 0; block < 1; block++)" : "for (int block = from; block < to; block++)"))
        {
            writer.Line($"int first = block * {Shape.TilesPerBlock}, after = Math.Min({Shape.Tiles}, first + {Shape.TilesPerBlock});");
            writer.Line($"ref float target = ref Unsafe.Add(ref patches, block * {patches.PatchLength});");
            using (writer.Open("for (int tile = first; tile < after; tile++)"))
            {
                writer.Line($"int tileRow = tile / {Shape.TileColumns}, tileColumn = tile % {Shape.TileColumns};");
                writer.Line($"ref float source = ref Unsafe.Add(ref dy, (tileRow * {size * Shape.Target.LineStride}) + (tileColumn * {size * 16}));");
                string Call(int columns) =>
                    $"{writer.Kernels.NameOf(new WinogradGradientTileKernel(size, columns))}(ref source, ref target, {Shape.Target.Height} - (tileRow * {size}), "
                    + $"{Shape.Target.LineStride}, {Shape.Target.Blocks}, {Shape.Target.BlockStride}, {patches.PatchValueStride}, {patches.BlockStride});";
                if (lastColumns == size || last == 0)
                {
                    writer.Line(Call(lastColumns));
                }
                else
                {
                    using (writer.Open($"if (tileColumn < {last})"))
                    {
                        writer.Line(Call(size));
                    }

                    using (writer.Open("else"))
                    {
                        writer.Line(Call(lastColumns));
                    }
                }

                writer.Line("target = ref Unsafe.Add(ref target, 16);");
            }
        }
    }
}

/// <summary>A dY A' of one tile for all blocks of 16 channels; what lies outside the map counts as zero.</summary>
/// <param name="Size">m of F(m x m, 3x3).</param>
/// <param name="Columns">Columns of the tile that lie inside the map.</param>
internal sealed record WinogradGradientTileKernel(int Size, int Columns) : Kernel
{
    public override string Name => $"TransformGradientTile{Size}_{Columns}Columns";

    public override EquatableArray<string> Parameters => ["dy", "patch"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Size + 2;
        writer.Comment($"A dY A' of a tile of {Size} x {Size}, of which {Columns} column(s) and the given rows lie inside the map.");
        writer.Line(Optimized);
        using (writer.Open(
            $"private static void {name}(ref float dy, ref float patch, int rows, int lineStride, int blocks, int blockStride, nint frequencyStride, int patchBlockStride)"))
        {
            writer.Lines(WinogradGradientTransform.Constants(isa, Size));

            string[] temporaries = WinogradGradientTransform.OutputTemporaries(Size);
            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, Size).Select(static i => "d" + i).Concat(temporaries))};");
            for (int y = 0; y < Size; y++)
            {
                writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, n).Select(x => $"t{y}_{x}"))};");
            }

            bool split = isa.Width < 16;
            string lane = split ? " + lane" : "";
            using (writer.Open("for (int block = 0; block < blocks; block++)"))
            using (split ? writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})") : default(IDisposable))
            {
                writer.Line($"ref float line = ref Unsafe.Add(ref dy, (block * blockStride){lane});");
                for (int y = 0; y < Size; y++)
                {
                    EmitRow(writer, isa, y, n);
                }

                writer.Line($"ref float target = ref Unsafe.Add(ref patch, (block * patchBlockStride){lane});");
                WinogradTransform.StoreColumns(writer, isa, new WinogradAxis(Size, 3), new WinogradAxis(Size, 3), x => WinogradGradientTransform.Output(isa, Size, [.. Enumerable.Range(0, Size).Select(y => $"t{y}_{x}")]));
            }
        }
    }

    private void EmitRow(CodeWriter writer, Isa isa, int y, int n)
    {
        using (y == 0 ? default(IDisposable) : writer.Open($"if (rows > {y})"))
        {
            if (y > 0)
            {
                writer.Line("line = ref Unsafe.Add(ref line, lineStride);");
            }

            for (int x = 0; x < Size; x++)
            {
                writer.Line($"d{x} = {(x < Columns ? isa.Load("line", x * 16) : isa.Zero)};");
            }

            (string[] statements, string[] results) = WinogradGradientTransform.Output(isa, Size, [.. Enumerable.Range(0, Size).Select(static x => $"d{x}")]);
            writer.Lines(statements);
            for (int x = 0; x < n; x++)
            {
                writer.Line($"t{y}_{x} = {results[x]};");
            }
        }

        if (y > 0)
        {
            using (writer.Open("else"))
            {
                writer.Line($"{string.Join(" = ", Enumerable.Range(0, n).Select(x => $"t{y}_{x}"))} = {isa.Zero};");
            }
        }
    }
}
