using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A convolution F(m x m, r x r) of a large map: a strip of a few blocks of tiles at a time goes through all three steps, so that its
/// patches and products stay in the second-level cache.
/// </summary>
/// <param name="Shape">Tiles, and the order of everything in memory.</param>
/// <param name="Strip">The most blocks of tiles that are taken together.</param>
/// <param name="UnitBlocks">Blocks of tiles in a unit, or that <see cref="UnitParts"/> share.</param>
/// <param name="UnitParts">
/// Units that share a block of tiles, each with some of the groups of filters: more than one only where a unit is a single block. A share that begins or ends
/// within a block transforms its patches, too; in between they are transformed once.
/// </param>
/// <param name="Epilogue">What is done to a tile before it is stored.</param>
internal sealed record WinogradConvKernel(WinogradShape Shape, int Strip, int UnitBlocks, int UnitParts, WinogradEpilogue Epilogue) : Kernel
{
    public override string Name =>
        $"Winograd{Shape.Label}_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["x", "filters", .. Epilogue.Parameters, "patches", "products", "y"];

    public override long Work => Shape.ProductWork + Shape.PatchWork;

    public override int Units => SplitInto(AllUnits);

    /// <summary>A block of tiles where several units share one, and two if a strip is as long: the filters come once for both.</summary>
    public override int Grain => UnitParts == 1 ? 1 : UnitParts * Math.Min(2, Strip);

    /// <summary>With the patches of a block of tiles once for every share that has some of its groups.</summary>
    public override long WorkOf(int from, int to)
    {
        if (UnitParts == 1 || Units == 1 || from == to)
        {
            return base.WorkOf(from, to);
        }

        long blocks = ((to - 1) / UnitParts) - (from / UnitParts) + 1;
        return (Shape.ProductWork * (to - from) / Units) + (Shape.PatchWork * blocks / Shape.TileBlocks);
    }

    private int AllUnits => (Shape.TileBlocks + UnitBlocks - 1) / UnitBlocks * UnitParts;

    /// <summary>Blocks of tiles for which a unit has memory. A share of several units has that of all of them, up to a strip.</summary>
    private int Slots => UnitParts > 1 ? 1 : Math.Min(2, Math.Min(Strip, UnitBlocks));

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
            writer.Line($"int strip = Math.Min({Strip}, (to - from) * {Slots});");
            if (UnitParts > 1)
            {
                writer.Line("int unit = from;");
                using (writer.Open("while (unit < to)"))
                {
                    writer.Comment($"{UnitParts} units to a block: the ends of a share may be parts of one, in between are whole ones.");
                    writer.Line($"int first = unit / {UnitParts}, part = unit % {UnitParts};");
                    writer.Line($"bool isWhole = part == 0 && to - unit >= {UnitParts};");
                    writer.Line($"int after = isWhole ? Math.Min(first + strip, to / {UnitParts}) : first + 1;");
                    writer.Line($"int afterPart = isWhole ? {UnitParts} : Math.Min({UnitParts}, part + to - unit);");
                    EmitStrip(writer, steps, $"part * {Shape.Groups} / {UnitParts}", $"afterPart * {Shape.Groups} / {UnitParts}");
                    writer.Line("unit += (afterPart - part) * (after - first);");
                }

                return;
            }

            writer.Line($"int end = Math.Min({Shape.TileBlocks}, to * {UnitBlocks});");
            using (writer.Open($"for (int first = from * {UnitBlocks}; first < end; first += strip)"))
            {
                writer.Line("int after = Math.Min(end, first + strip);");
                EmitStrip(writer, steps, "0", null);
            }
        }
    }

    /// <summary>All three steps of the blocks of tiles from <c>first</c> up to <c>after</c>, with the groups of filters from the one up to the other; null is the end.</summary>
    private void EmitStrip(CodeWriter writer, WinogradSteps steps, string firstGroup, string? afterGroup)
    {
        using (writer.Open("for (int block = first; block < after; block++)"))
        {
            writer.Line($"ref float patched = ref Unsafe.Add(ref patches, (block - first) * {Shape.PatchLength});");
            steps.EmitPatches("block", "x", "patched", $"{Shape.Source.Blocks}");
        }

        int rest = Shape.Target.Blocks % Shape.GroupBlocks, whole = Shape.Target.Blocks / Shape.GroupBlocks;
        string last = $"{whole}";
        if (afterGroup is not null)
        {
            writer.Line($"int afterGroup = {afterGroup};");
            last = rest == 0 ? "afterGroup" : $"Math.Min(afterGroup, {whole})";
        }

        using (writer.Open($"for (int group = {firstGroup}; group < {last}; group++)"))
        {
            steps.EmitGroup("group", Shape.GroupBlocks, "first", Epilogue);
        }

        if (rest > 0)
        {
            using CodeWriter.Block end = afterGroup is null ? writer.Open() : writer.Open($"if (afterGroup > {whole})");
            steps.EmitGroup($"{whole}", rest, "first", Epilogue);
        }
    }
}
