using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The second and third step of a convolution F(m x m, 3x3) of small maps, for all pictures of a batch: each filter is multiplied with the
/// patches of every picture while it is in the cache, so that filters, of which small maps usually have many, are read once for the batch.
/// </summary>
/// <param name="Shape">Tiles of a picture, and the order of everything in memory.</param>
/// <param name="PatchesStride">Floats between the patches of two pictures.</param>
/// <param name="ProductsStride">Floats between the products of two pictures.</param>
/// <param name="TargetStride">Floats between two pictures of y.</param>
/// <param name="Epilogue">What is done before the store.</param>
internal sealed record WinogradBatchKernel(
    WinogradShape Shape, int PatchesStride, int ProductsStride, int TargetStride, WinogradEpilogue Epilogue) : Kernel
{
    public override string Name => $"Winograd{Shape.Size}OfBatch_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["patches", "filters", .. Epilogue.Parameters, "products", "y"];

    public override bool TakesCount => true;

    /// <summary>Groups of filters.</summary>
    public override int Units => Shape.Groups;

    /// <summary>Floats of a picture's products with one group of filters, for each group.</summary>
    public static int ProductsLength(WinogradShape shape) => shape.Groups * shape.TileBlocks * shape.ProductLength;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var steps = new WinogradSteps(writer, isa, Shape);
        int rest = Shape.Target.Blocks % Shape.GroupBlocks, whole = Shape.Target.Blocks / Shape.GroupBlocks;
        writer.Comment(
            $"{Shape.Source.Tuple} -> {Shape.Target.Tuple}, 3x3 taps by F({Shape.Size}x{Shape.Size}, 3x3): {Shape.Frequencies} products of matrices over the"
            + $" {Shape.TileRows} x {Shape.TileColumns} tiles of every picture.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            (string from, string to) = Units == 1 ? ("0", "1") : ("from", rest == 0 ? "to" : $"Math.Min({whole}, to)");
            using (writer.Open($"for (int group = {from}; group < {to}; group++)"))
            {
                steps.EmitGroupOfBatch("group", Shape.GroupBlocks, PatchesStride, ProductsStride, TargetStride, Epilogue);
            }

            if (rest > 0)
            {
                using (writer.Open($"if (to == {Units})"))
                {
                    steps.EmitGroupOfBatch($"{whole}", rest, PatchesStride, ProductsStride, TargetStride, Epilogue);
                }
            }
        }
    }
}
