using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>The largest value of each channel of a blocked map.</summary>
internal sealed record GlobalMaxPoolKernel(Layout Source) : Kernel
{
    public override string Name => $"GlobalMaxPool_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int pixels = Source.Positions;

        // Four maxima a lane, so that comparisons do not wait for each other.
        int chains = Math.Min(4, pixels);
        int whole = pixels / chains * chains;
        writer.Comment($"Maximum over {Source.SpatialSizes} of each of {Source.Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {Source.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            string lane = isa.Width == Layout.Block ? "" : " + lane";
            void Fold(int chain, string value) => writer.Line($"m{chain} = {isa.Max($"m{chain}", value)};");
            writer.Line($"ref float source = ref Unsafe.Add(ref x, (block * {Source.BlockStride}){lane});");
            for (int c = 0; c < chains; c++)
            {
                writer.Line($"Lanes m{c} = {isa.Load("source", c * Layout.Block)};");
            }

            using (writer.Open($"for (int i = {chains * Layout.Block}; i < {whole * Layout.Block}; i += {chains * Layout.Block})"))
            {
                for (int c = 0; c < chains; c++)
                {
                    Fold(c, isa.Load("source", VectorCode.Sum("i", c * Layout.Block)));
                }
            }

            for (int p = whole; p < pixels; p++)
            {
                Fold(p - whole, isa.Load("source", p * Layout.Block));
            }

            for (int c = 1; c < chains; c++)
            {
                Fold(0, $"m{c}");
            }

            writer.Line(isa.Store("m0", "y", $"(block * 16){lane}"));
        }
    }
}

/// <summary>Gradient of the maximum: to the first pixel, row by row, that holds it.</summary>
internal sealed record GlobalMaxPoolBackwardKernel(Layout Source) : Kernel
{
    public override string Name => $"GlobalMaxPool_Backward_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"dx = dy at the first of {Source.SpatialSizes} pixels that is the maximum, else 0, {Source.Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {Source.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            string lane = isa.Width == Layout.Block ? "" : " + lane";
            writer.Line($"Lanes maximum = {isa.Load("y", $"(block * 16){lane}")};");
            writer.Line($"Lanes open = {isa.Load("dy", $"(block * 16){lane}")}, here;");
            writer.Line($"ref float source = ref Unsafe.Add(ref x, (block * {Source.BlockStride}){lane});");
            writer.Line($"ref float target = ref Unsafe.Add(ref dx, (block * {Source.BlockStride}){lane});");

            // What is still open goes to the lanes that hold the maximum, and is closed there.
            using (writer.Open($"for (int i = 0; i < {Source.Positions * Layout.Block}; i += {Layout.Block})"))
            {
                writer.Line($"here = {isa.SelectEqual(isa.Load("source", "i"), "maximum", "open", isa.Zero)};");
                writer.Line("open -= here;");
                writer.Line(isa.Store("here", "target", "i"));
            }
        }
    }
}
