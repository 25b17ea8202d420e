using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The second and third step of a convolution F(m x m, r x r) of a small map: patches times filters, transformed back. The map is split over groups of
/// filters first, so that one thread reads every filter once.
/// </summary>
/// <param name="Shape">Tiles, and the order of everything in memory.</param>
/// <param name="Epilogue">What is done to a tile before it is stored.</param>
internal sealed record WinogradProductKernel(WinogradShape Shape, WinogradEpilogue Epilogue) : Kernel
{
    public override string Name =>
        $"Winograd{Shape.Label}_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["patches", "filters", .. Epilogue.Parameters, "products", "y"];

    /// <summary>Units that many threads can share evenly.</summary>
    private const int ManyUnits = 48;

    /// <summary>Some filters of a block of tiles, or of half a block.</summary>
    public override int Units => SplitInto(Pairs * UnitsOfPair);

    /// <summary>A group of filters with all tiles.</summary>
    public override int Grain => Shape.GroupBlocks / UnitFilters * Shape.TileBlocks * UnitsOfPair;

    public override long Work => Shape.ProductWork;

    /// <summary>Vectors of 16 filters in a unit: a group, but one where there were few units else. A share takes two such together wherever it has both.</summary>
    private int UnitFilters => Shape.Groups * Shape.TileBlocks >= ManyUnits ? Shape.GroupBlocks : 1;

    /// <summary>Pairs of the filters of a unit and a block of tiles.</summary>
    private int Pairs => (Shape.Target.Blocks + UnitFilters - 1) / UnitFilters * Shape.TileBlocks;

    /// <summary>
    /// 2 where there are few pairs: shares then begin and end at half a block. A pair that lies within one share is still done as a whole, since half a block
    /// leaves a processor's multipliers half idle.
    /// </summary>
    private int UnitsOfPair => Pairs < ManyUnits && Shape.TilesPerBlock % 2 == 0 && Shape.LastTiles == Shape.TilesPerBlock ? 2 : 1;

    /// <summary>Floats of the products: those of a block of tiles for every unit, so that shares are apart wherever they begin.</summary>
    public int ProductsLength => Pairs * UnitsOfPair * Shape.ProductLength;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var steps = new WinogradSteps(writer, isa, Shape);
        writer.Comment(
            $"{Shape.Source.Tuple} -> {Shape.Target.Tuple}, by {Shape.Title}: {Shape.TileRows} x {Shape.TileColumns} tiles in"
            + $" {Shape.TileBlocks} block(s), {Shape.Frequencies} products of matrices.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            bool halves = Units > 1 && UnitsOfPair == 2;
            int ofFilters = Shape.TileBlocks * (halves ? 2 : 1);
            if (Units == 1)
            {
                writer.Line($"const int from = 0, to = {Pairs};");
            }

            writer.Line($"products = ref Unsafe.Add(ref products, from * {Shape.ProductLength});");
            writer.Line("int unit = from;");
            using (writer.Open("while (unit < to)"))
            {
                string first = halves ? "firstHalf" : "first";
                writer.Line($"int group = unit / {ofFilters}, {first} = unit % {ofFilters};");
                if (UnitFilters == Shape.GroupBlocks)
                {
                    EmitUnits(writer, steps, first, ofFilters, halves);
                }
                else
                {
                    using (writer.Open($"if ({first} == 0 && to - unit >= {Shape.GroupBlocks * ofFilters})"))
                    {
                        EmitWholeGroup(writer, steps, ofFilters, halves);
                    }

                    using (writer.Open("else"))
                    {
                        EmitUnits(writer, steps, first, ofFilters, halves);
                    }
                }
            }
        }
    }

    /// <summary>Two vectors of filters with all tiles, of a share that has both.</summary>
    private void EmitWholeGroup(CodeWriter writer, WinogradSteps steps, int ofFilters, bool halves)
    {
        writer.Line($"const int {(halves ? "first = 0, " : "")}after = {Shape.TileBlocks};");
        steps.EmitGroup("group", Shape.GroupBlocks, "0", Epilogue, numbered: UnitFilters);
        writer.Line($"unit += {Shape.GroupBlocks * ofFilters};");
    }

    /// <summary>The filters of a unit, with as many tiles as the share has.</summary>
    private void EmitUnits(CodeWriter writer, WinogradSteps steps, string first, int ofFilters, bool halves)
    {
        string after = halves ? "afterHalf" : "after";
        writer.Line($"int {after} = Math.Min({ofFilters}, {first} + to - unit);");
        if (halves)
        {
            writer.Line("int first = firstHalf / 2, after = (afterHalf + 1) / 2;");
        }

        int rest = Shape.Target.Blocks % UnitFilters;
        if (rest == 0)
        {
            steps.EmitGroup("group", UnitFilters, "0", Epilogue, halves, UnitFilters);
        }
        else
        {
            using (writer.Open($"if (group < {Shape.Groups - 1})"))
            {
                steps.EmitGroup("group", UnitFilters, "0", Epilogue, halves, UnitFilters);
            }

            using (writer.Open("else"))
            {
                steps.EmitGroup("group", rest, "0", Epilogue, halves, UnitFilters);
            }
        }

        writer.Line($"unit += {after} - {first};");
    }
}
