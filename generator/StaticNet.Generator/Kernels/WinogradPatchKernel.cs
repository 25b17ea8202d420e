using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>The first step of a convolution F(m x m, r x r) of a small map: all patches of the input, transformed.</summary>
/// <param name="Shape">Tiles, and the order of everything in memory.</param>
internal sealed record WinogradPatchKernel(WinogradShape Shape) : Kernel
{
    public override string Name => $"TransformPatches{Shape.Label}_{Shape.Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "patches"];

    /// <summary>A block of channels of a block of tiles.</summary>
    public override int Units => SplitInto(AllUnits);

    public override long Work => Shape.PatchWork;

    public override bool WritesLast => true;

    private int AllUnits => Shape.TileBlocks * Shape.Source.Blocks;

    /// <summary>Floats of all patches.</summary>
    public int PatchesLength => Shape.TileBlocks * Shape.PatchLength;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int blocks = Shape.Source.Blocks;
        writer.Comment($"B' d B of the {Shape.TileRows} x {Shape.TileColumns} patches of {Shape.Source.Tuple}, {Shape.Rows.Patch} x {Shape.Columns.Patch} each.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Units == 1)
            {
                writer.Line($"const int from = 0, to = {AllUnits};");
            }

            using (writer.Open($"for (int block = from / {blocks}; block * {blocks} < to; block++)"))
            {
                writer.Line($"int channels = Math.Max(0, from - (block * {blocks})), afterChannels = Math.Min({blocks}, to - (block * {blocks}));");
                writer.Line($"ref float source = ref Unsafe.Add(ref x, channels * {Shape.Source.BlockStride});");
                writer.Line($"ref float target = ref Unsafe.Add(ref patches, (block * {Shape.PatchLength}) + (channels * {Shape.BlockStride}));");
                new WinogradSteps(writer, isa, Shape).EmitPatches("block", "source", "target", "afterChannels - channels");
            }
        }
    }
}
