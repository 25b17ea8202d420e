using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>The mean of each channel of a blocked map.</summary>
internal sealed record GlobalAvgPoolKernel(Layout Source) : Kernel
{
    public override string Name => $"GlobalAvgPool_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override long Work => 4L * Source.Length;

    public override int Units => SplitInto(Source.Blocks);

    public override bool WritesLast => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int pixels = Source.Positions;

        // Four sums a lane, so that additions do not wait for each other.
        int chains = Math.Min(4, pixels);
        int whole = pixels / chains * chains;
        writer.Comment($"Mean over {Source.SpatialSizes} of each of {Source.Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open(Units > 1 ? "for (int block = from; block < to; block++)" : $"for (int block = 0; block < {Source.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            string lane = isa.Width == Layout.Block ? "" : " + lane";
            writer.Line($"ref float source = ref Unsafe.Add(ref x, (block * {Source.BlockStride}){lane});");
            for (int c = 0; c < chains; c++)
            {
                writer.Line($"Lanes s{c} = {isa.Load("source", c * Layout.Block)};");
            }

            using (writer.Open($"for (int i = {chains * Layout.Block}; i < {whole * Layout.Block}; i += {chains * Layout.Block})"))
            {
                for (int c = 0; c < chains; c++)
                {
                    writer.Line($"s{c} += {isa.Load("source", VectorCode.Sum("i", c * Layout.Block))};");
                }
            }

            for (int p = whole; p < pixels; p++)
            {
                writer.Line($"s{p - whole} += {isa.Load("source", p * Layout.Block)};");
            }

            string sum = chains == 4 ? "(s0 + s1) + (s2 + s3)" : string.Join(" + ", Enumerable.Range(0, chains).Select(static c => $"s{c}"));
            writer.Line(isa.Store($"({sum}) * {isa.Broadcast(1f / pixels)}", "y", $"(block * 16){lane}"));
        }
    }
}

/// <summary>Gradient of the mean: every pixel of a channel gets the same share.</summary>
internal sealed record GlobalAvgPoolBackwardKernel(Layout Source) : Kernel
{
    public override string Name => $"GlobalAvgPool_Backward_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int pixels = Source.Positions;
        writer.Comment($"dx = dy / {pixels} at each of {Source.SpatialSizes} pixels, {Source.Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int block = 0; block < {Source.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? writer.Open() : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        {
            string lane = isa.Width == Layout.Block ? "" : " + lane";
            writer.Line($"Lanes share = {isa.Load("dy", $"(block * 16){lane}")} * {isa.Broadcast(1f / pixels)};");
            writer.Line($"ref float target = ref Unsafe.Add(ref dx, (block * {Source.BlockStride}){lane});");
            using (writer.Open($"for (int i = 0; i < {pixels * Layout.Block}; i += {Layout.Block})"))
            {
                writer.Line(isa.Store("share", "target", "i"));
            }
        }
    }
}
