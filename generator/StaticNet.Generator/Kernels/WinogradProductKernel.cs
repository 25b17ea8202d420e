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

    /// <summary>A group of filters of a block of tiles, or of half a block.</summary>
    public override int Units => SplitInto(Pairs * UnitsOfPair);

    public override long Work => Shape.ProductWork;

    /// <summary>Pairs of a group of filters and a block of tiles.</summary>
    private int Pairs => Shape.Groups * Shape.TileBlocks;

    /// <summary>
    /// 2 where there are few pairs: shares then begin and end at half a block. A pair that lies within one share is still done as a whole, since half a block
    /// leaves a processor's multipliers half idle; the tiles of its products lie side by side, so that two shares of a pair write different memory.
    /// </summary>
    private int UnitsOfPair => Pairs < ManyUnits && Shape.TilesPerBlock % 2 == 0 && Shape.LastTiles == Shape.TilesPerBlock ? 2 : 1;

    /// <summary>Floats of all pairs' products.</summary>
    public int ProductsLength => Pairs * Shape.ProductLength;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var steps = new WinogradSteps(writer, isa, Shape);
        writer.Comment(
            $"{Shape.Source.Tuple} -> {Shape.Target.Tuple}, by {Shape.Title}: {Shape.TileRows} x {Shape.TileColumns} tiles in"
            + $" {Shape.TileBlocks} block(s), {Shape.Frequencies} products of matrices.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            int rest = Shape.Target.Blocks % Shape.GroupBlocks;
            bool halves = Units > 1 && UnitsOfPair == 2;
            int perGroup = Shape.TileBlocks * (halves ? 2 : 1);
            if (Units == 1)
            {
                writer.Line($"const int from = 0, to = {Pairs};");
            }

            writer.Line($"products = ref Unsafe.Add(ref products, {(halves ? "from / 2" : "from")} * {Shape.ProductLength});");
            writer.Line("int unit = from;");
            using (writer.Open("while (unit < to)"))
            {
                string first = halves ? "firstHalf" : "first", after = halves ? "afterHalf" : "after";
                writer.Line($"int group = unit / {perGroup}, {first} = unit % {perGroup};");
                writer.Line($"int {after} = Math.Min({perGroup}, {first} + to - unit);");
                if (halves)
                {
                    writer.Line("int first = firstHalf / 2, after = (afterHalf + 1) / 2;");
                }

                if (rest == 0)
                {
                    steps.EmitGroup("group", Shape.GroupBlocks, "0", Epilogue, halves);
                }
                else
                {
                    using (writer.Open($"if (group < {Shape.Groups - 1})"))
                    {
                        steps.EmitGroup("group", Shape.GroupBlocks, "0", Epilogue, halves);
                    }

                    using (writer.Open("else"))
                    {
                        steps.EmitGroup("group", rest, "0", Epilogue, halves);
                    }
                }

                writer.Line($"unit += {after} - {first};");
            }
        }
    }
}
