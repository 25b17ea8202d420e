using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Max or average pool on blocks of 16 channels, a vector of channels at a time. Taps in the padding are left out: rows by range, columns
/// when the code is written. An average divides by the taps inside the map, or with CountPadding by the window clipped to the padded
/// map, as PyTorch's count_include_pad.
/// </summary>
internal sealed record BlockedPoolKernel(PoolKind Reduction, Layout Source, Layout Target, Window2D Window, bool CountPadding) : Kernel
{
    public override string Name => $"{Reduction}Pool{Window.KernelH}x{Window.KernelW}_{Source.Channels}x{Source.Height}x{Source.Width}_To_{Target.Height}x{Target.Width}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new PoolWalk(Source, Target, Window);
        bool max = Reduction == PoolKind.Max;
        writer.Comment($"({Source.Channels}, {Source.Height}, {Source.Width}) -> ({Target.Channels}, {Target.Height}, {Target.Width}), {(max ? "maxima" : "means")} of {Window.KernelH}x{Window.KernelW}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            walk.Emit(writer, isa, ["ref float xb = ref Unsafe.Add(ref x, "], ["ref float yb = ref Unsafe.Add(ref y, "], pixel =>
            {
                string start = max ? isa.Broadcast("float.NegativeInfinity") : isa.Zero;
                writer.Line($"Lanes a = {start};");
                pixel.ForTaps(writer, tap => writer.Line($"a = {(max ? isa.Max("a", isa.Load("xb", tap)) : $"a + {isa.Load("xb", tap)}")};"));
                string value = max ? "a" : $"a / {isa.Broadcast(pixel.Count(CountPadding))}";
                writer.Line(isa.Store(value, "yb", pixel.Target));
            });
        }
    }
}

/// <summary>
/// The gradient of <see cref="BlockedPoolKernel"/>: the first maximum of a window, row by row, receives it; an average hands every tap its
/// share. Windows may overlap, so dx is cleared and added to.
/// </summary>
internal sealed record BlockedPoolBackwardKernel(PoolKind Reduction, Layout Source, Layout Target, Window2D Window, bool CountPadding) : Kernel
{
    public override string Name => $"{Reduction}Pool{Window.KernelH}x{Window.KernelW}_Backward_{Source.Channels}x{Source.Height}x{Source.Width}_To_{Target.Height}x{Target.Width}";

    public override EquatableArray<string> Parameters => Reduction == PoolKind.Max ? ["x", "y", "dy", "dx"] : ["dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new PoolWalk(Source, Target, Window);
        bool max = Reduction == PoolKind.Max;
        writer.Comment($"Gradient of {(max ? "maxima" : "means")} of {Window.KernelH}x{Window.KernelW}, ({Target.Channels}, {Target.Height}, {Target.Width}) -> ({Source.Channels}, {Source.Height}, {Source.Width}).");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            VectorCode.Clear(writer, isa, "dx", 0, Source.Length);
            string[] sources = max ? ["ref float xb = ref Unsafe.Add(ref x, ", "ref float dxb = ref Unsafe.Add(ref dx, "] : ["ref float dxb = ref Unsafe.Add(ref dx, "];
            string[] targets = max ? ["ref float yb = ref Unsafe.Add(ref y, ", "ref float dyb = ref Unsafe.Add(ref dy, "] : ["ref float dyb = ref Unsafe.Add(ref dy, "];
            walk.Emit(writer, isa, sources, targets, pixel =>
            {
                if (!max)
                {
                    writer.Line($"Lanes g = {isa.Load("dyb", pixel.Target)} / {isa.Broadcast(pixel.Count(CountPadding))};");
                    pixel.ForTaps(writer, tap => writer.Line(isa.Store($"{isa.Load("dxb", tap)} + g", "dxb", tap)));
                    return;
                }

                writer.Line($"Lanes m = {isa.Load("yb", pixel.Target)};");
                writer.Comment("What is still open goes to the lanes that hold the maximum, and is closed there.");
                writer.Line($"Lanes open = {isa.Load("dyb", pixel.Target)}, here;");
                pixel.ForTaps(writer, tap =>
                {
                    writer.Line($"here = {isa.SelectEqual(isa.Load("xb", tap), "m", "open", isa.Zero)};");
                    writer.Line("open = open - here;");
                    writer.Line(isa.Store($"{isa.Load("dxb", tap)} + here", "dxb", tap));
                });
            });
        }
    }
}
