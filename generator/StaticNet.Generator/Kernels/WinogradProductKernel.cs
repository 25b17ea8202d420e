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
        $"Winograd{Shape.Size}x{Shape.Taps}_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["patches", "filters", .. Epilogue.Parameters, "products", "y"];

    /// <summary>A group of filters of a block of tiles.</summary>
    public override int Units => SplitInto(AllUnits);

    public override long Work => Shape.ProductWork;

    private int AllUnits => Shape.Groups * Shape.TileBlocks;

    /// <summary>Floats of all units' products.</summary>
    public int ProductsLength => AllUnits * Shape.ProductLength;

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
            if (Units == 1)
            {
                writer.Line($"const int from = 0, to = {AllUnits};");
            }

            writer.Line($"products = ref Unsafe.Add(ref products, from * {Shape.ProductLength});");
            writer.Line("int unit = from;");
            using (writer.Open("while (unit < to)"))
            {
                writer.Line($"int group = unit / {Shape.TileBlocks}, first = unit % {Shape.TileBlocks};");
                writer.Line($"int after = Math.Min({Shape.TileBlocks}, first + to - unit);");
                if (rest == 0)
                {
                    steps.EmitGroup("group", Shape.GroupBlocks, "0", Epilogue);
                }
                else
                {
                    using (writer.Open($"if (group < {Shape.Groups - 1})"))
                    {
                        steps.EmitGroup("group", Shape.GroupBlocks, "0", Epilogue);
                    }

                    using (writer.Open("else"))
                    {
                        steps.EmitGroup("group", rest, "0", Epilogue);
                    }
                }

                writer.Line("unit += after - first;");
            }
        }
    }
}
