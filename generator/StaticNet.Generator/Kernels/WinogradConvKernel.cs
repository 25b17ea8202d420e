using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A convolution F(m x m, r x r) of a large map: a strip of a few blocks of tiles at a time goes through all three steps, so that its
/// patches and products stay in the second-level cache.
/// </summary>
/// <param name="Shape">Tiles, and the order of everything in memory.</param>
/// <param name="Strip">The most blocks of tiles that are taken together.</param>
/// <param name="UnitBlocks">Blocks of tiles in a unit.</param>
/// <param name="Epilogue">What is done to a tile before it is stored.</param>
internal sealed record WinogradConvKernel(WinogradShape Shape, int Strip, int UnitBlocks, WinogradEpilogue Epilogue) : Kernel
{
    public override string Name =>
        $"Winograd{Shape.Size}x{Shape.Taps}_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["x", "filters", .. Epilogue.Parameters, "patches", "products", "y"];

    public override long Work => Shape.ProductWork + Shape.PatchWork;

    public override int Units => SplitInto(AllUnits);

    private int AllUnits => (Shape.TileBlocks + UnitBlocks - 1) / UnitBlocks;

    /// <summary>Blocks of tiles for which a unit has memory. A share of several units has that of all of them, up to a strip.</summary>
    private int Slots => Math.Min(2, Math.Min(Strip, UnitBlocks));

    public int PatchesLength => AllUnits * Slots * Shape.PatchLength;

    public int ProductsLength => AllUnits * Slots * Shape.ProductLength;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var steps = new WinogradSteps(writer, isa, Shape);
        writer.Comment(
            $"{Shape.Source.Tuple} -> {Shape.Target.Tuple}, by {Shape.Title}: {Shape.TileRows} x {Shape.TileColumns} tiles,"
            + $" up to {Strip} block(s) of {Shape.TilesPerBlock} at a time.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Units == 1)
            {
                writer.Line($"const int from = 0, to = {AllUnits};");
            }

            writer.Line($"patches = ref Unsafe.Add(ref patches, from * {Slots * Shape.PatchLength});");
            writer.Line($"products = ref Unsafe.Add(ref products, from * {Slots * Shape.ProductLength});");
            writer.Line($"int end = Math.Min({Shape.TileBlocks}, to * {UnitBlocks});");
            writer.Line($"int strip = Math.Min({Strip}, (to - from) * {Slots});");
            using (writer.Open($"for (int first = from * {UnitBlocks}; first < end; first += strip)"))
            {
                writer.Line("int after = Math.Min(end, first + strip);");
                using (writer.Open("for (int block = first; block < after; block++)"))
                {
                    writer.Line($"ref float patched = ref Unsafe.Add(ref patches, (block - first) * {Shape.PatchLength});");
                    steps.EmitPatches("block", "x", "patched", $"{Shape.Source.Blocks}");
                }

                int whole = Shape.Target.Blocks / Shape.GroupBlocks;
                using (writer.Open($"for (int group = 0; group < {whole}; group++)"))
                {
                    steps.EmitGroup("group", Shape.GroupBlocks, "first", Epilogue);
                }

                if (whole < Shape.Groups)
                {
                    using CodeWriter.Block rest = writer.Open();
                    steps.EmitGroup($"{whole}", Shape.Target.Blocks % Shape.GroupBlocks, "first", Epilogue);
                }
            }
        }
    }
}
