using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A pool on blocks of 16 channels, a vector of channels at a time. Taps in the padding are left out. An average divides by the
/// taps inside the map, or with CountPadding by the window clipped to the padded map, as PyTorch's count_include_pad. An L2 pool sums
/// squares and takes the root. In training a maximum keeps its <see cref="Argmax"/>, in the layout of y.
/// </summary>
internal sealed record BlockedPoolKernel(PoolKind Reduction, Layout Source, Layout Target, Window2D Window, bool CountPadding) : Kernel
{
    /// <summary>Loads that a group of windows may take; past it the loop's own cost no longer shows.</summary>
    private const int MaxGroupTaps = 48;

    public override string Name => $"{Reduction}Pool{Window.Sizes}{(KeepsArgmax ? "_Argmax" : "")}_{Source.Sizes}_To_{Target.SpatialSizes}";

    public override EquatableArray<string> Parameters => KeepsArgmax ? ["x", "argmax", "y"] : ["x", "y"];

    /// <summary>Whether the numbers of the taps that a backward kernel hands gradients to are stored beside the maxima.</summary>
    public bool KeepsArgmax { get; init; }

    public override long Work => (4L * Source.Length) + ((long)Window.Taps * Target.Length);

    /// <summary>Rows, or slices, of each block of channels.</summary>
    public override int Units => SplitInto(PoolWalk.UnitsOf(Target));

    public override bool WritesLast => !KeepsArgmax;

    private bool IsMax => Reduction == PoolKind.Max;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new PoolWalk(Source, Target, Window, ["x"], KeepsArgmax ? ["argmax", "y"] : ["y"], CountPadding && Reduction == PoolKind.Average);
        writer.Comment($"{Source.Tuple} -> {Target.Tuple}, {PoolText.Of(Reduction)} of {Window.Sizes}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            walk.EmitLoops(writer, isa, name, Units > 1);
        }

        int group = Enumerable.Range(1, 4).LastOrDefault(pixels => walk.HasWholeSlices && Window.KernelD * Window.KernelH * Columns(pixels).Length <= MaxGroupTaps);
        walk.EmitRows(writer, name, Pixel, group, pixels => EmitGroup(writer, isa, walk, pixels));

        void Pixel(PoolWalk.PoolPixel pixel)
        {
            if (Reduction == PoolKind.L2)
            {
                writer.Line("Lanes v;");
            }

            writer.Line($"Lanes a = {(IsMax ? isa.Broadcast("float.NegativeInfinity") : isa.Zero)};");
            pixel.ForTaps((tap, _) =>
            {
                string value = isa.Load(pixel.Reference("x"), tap);
                switch (Reduction)
                {
                    case PoolKind.Max:
                        writer.Line($"a = {isa.Max("a", value)};");
                        break;
                    case PoolKind.L2:
                        writer.Line($"v = {value};");
                        writer.Line($"a = {isa.Fma("v", "v", "a")};");
                        break;
                    default:
                        writer.Line($"a += {value};");
                        break;
                }
            });
            writer.Line(isa.Store(Finished(isa, "a", Reduction == PoolKind.Average ? Mean(isa, "a", pixel) : "a"), pixel.Reference("y"), pixel.Target));
            if (KeepsArgmax)
            {
                writer.Line($"Lanes first = {Argmax.None(isa)};");
                pixel.ForTaps((tap, number) => writer.Line($"first = {Argmax.Found(isa, isa.Load(pixel.Reference("x"), tap), "a", number, "first")};"), fromLast: true);
                writer.Line(isa.Store("first", pixel.Reference("argmax"), pixel.Target));
            }
        }
    }

    /// <summary>C# for what becomes of the reduced taps.</summary>
    private string Finished(Isa isa, string reduced, string mean) => Reduction switch
    {
        PoolKind.Average => mean,
        PoolKind.L2 => isa.Sqrt(reduced),
        _ => reduced,
    };

    /// <summary>C# for <paramref name="sum"/> divided by the window's count.</summary>
    internal static string Mean(Isa isa, string sum, PoolWalk.PoolPixel pixel) => pixel.Count is { } count
        ? $"{sum} * {isa.Broadcast(1f / count)}"
        : $"{sum} / {isa.Broadcast($"(float)({pixel.CountText})")}";

    /// <summary>
    /// Windows next to each other: every column is reduced once, for all the windows that it belongs to, and a window then reduces its
    /// columns.
    /// </summary>
    private void EmitGroup(CodeWriter writer, Isa isa, PoolWalk walk, int pixels)
    {
        string Join(IEnumerable<string> values) => values.Aggregate((a, b) => IsMax ? isa.Max(a, b) : $"{a} + {b}");
        if (Reduction == PoolKind.L2)
        {
            writer.Line("Lanes v;");
        }

        ArgmaxOfColumns? argmax = KeepsArgmax ? new(writer, isa, Window) : null;
        argmax?.Begin();
        int next = 0;
        foreach (int column in Columns(pixels))
        {
            string[] taps =
            [
                .. from slice in Enumerable.Range(0, Window.KernelD)
                   from row in Enumerable.Range(0, Window.KernelH)
                   select isa.Load("xAt", (slice * walk.SliceStep) + (row * walk.LineStep) + (column * Layout.Block)),
            ];
            argmax?.Load(taps);
            if (isa.IsScalar && IsMax)
            {
                // The scalar maximum names its arguments twice, so it takes one at a time.
                writer.Line($"float c{column} = {taps[0]};");
                foreach (string tap in taps.Skip(1))
                {
                    writer.Line($"c{column} = {isa.Max($"c{column}", tap)};");
                }
            }
            else if (Reduction == PoolKind.L2)
            {
                writer.Line($"v = {taps[0]};");
                writer.Line($"Lanes c{column} = v * v;");
                foreach (string tap in taps.Skip(1))
                {
                    writer.Line($"v = {tap};");
                    writer.Line($"c{column} = {isa.Fma("v", "v", $"c{column}")};");
                }
            }
            else
            {
                writer.Line($"Lanes c{column} = {Join(taps)};");
            }

            argmax?.FindRow(column, taps);
            for (; next < pixels && (next * Window.StrideW) + Window.ExtentW - 1 <= column; next++)
            {
                string[] own = [.. Enumerable.Range(0, Window.KernelW).Select(tap => $"c{(next * Window.StrideW) + (tap * Window.DilationW)}")];
                if (isa.IsScalar && IsMax)
                {
                    writer.Line($"float m{next} = {own[0]};");
                    foreach (string value in own.Skip(1))
                    {
                        writer.Line($"m{next} = {isa.Max($"m{next}", value)};");
                    }
                }
                else if (KeepsArgmax)
                {
                    writer.Line($"Lanes m{next} = {Join(own)};");
                }
                else
                {
                    string joined = Join(own);
                    writer.Line(isa.Store(Finished(isa, joined, $"({joined}) * {isa.Broadcast(1f / Window.Taps)}"), "yAt", next * Layout.Block));
                    continue;
                }

                writer.Line(isa.Store($"m{next}", "yAt", next * Layout.Block));
                argmax?.FindTap(next);
            }
        }
    }

    /// <summary>The columns under some windows next to each other, from the first's first.</summary>
    private int[] Columns(int pixels) =>
    [
        .. Enumerable.Range(0, pixels)
            .SelectMany(pixel => Enumerable.Range(0, Window.KernelW).Select(tap => (pixel * Window.StrideW) + (tap * Window.DilationW)))
            .Distinct()
            .OrderBy(static column => column),
    ];
}

/// <summary>
/// The gradient of <see cref="BlockedPoolKernel"/>: the tap that <see cref="Argmax"/> names receives a maximum's; an average hands every tap its
/// share, a sum all of it, an L2 pool x / y of it, 0 where y is 0. Where windows overlap dx is added to.
/// </summary>
internal sealed record BlockedPoolBackwardKernel(PoolKind Reduction, Layout Source, Layout Target, Window2D Window, bool CountPadding) : Kernel
{
    public override string Name => $"{Reduction}Pool{Window.Sizes}_Backward_{Source.Sizes}_To_{Target.SpatialSizes}";

    public override EquatableArray<string> Parameters => Reduction switch
    {
        PoolKind.Max => ["argmax", "dy", "dx"],
        PoolKind.L2 => ["x", "y", "dy", "dx"],
        _ => ["dy", "dx"],
    };

    /// <summary>True when every position of the source is written exactly once.</summary>
    private bool IsTiling => Window.IsDisjoint
        && Window.DilationD == 1 && Window.DilationH == 1 && Window.DilationW == 1
        && Window.StrideD == Window.KernelD && Window.StrideH == Window.KernelH && Window.StrideW == Window.KernelW
        && Window.PadFront == 0 && Window.PadTop == 0 && Window.PadLeft == 0
        && Target.Depth * Window.StrideD >= Source.Depth
        && Target.Height * Window.StrideH >= Source.Height && Target.Width * Window.StrideW >= Source.Width;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        PoolWalk walk = Reduction switch
        {
            PoolKind.Max => new(Source, Target, Window, ["dx"], ["argmax", "dy"], countsPadding: false),
            PoolKind.L2 => new(Source, Target, Window, ["x", "dx"], ["y", "dy"], countsPadding: false),
            _ => new(Source, Target, Window, ["dx"], ["dy"], CountPadding && Reduction == PoolKind.Average),
        };
        writer.Comment($"Gradient of {PoolText.Of(Reduction)} of {Window.Sizes}, {Target.Tuple} -> {Source.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (!IsTiling)
            {
                VectorCode.Clear(writer, isa, "dx", 0, Source.Length);
            }

            walk.EmitLoops(writer, isa, name);
        }

        walk.EmitRows(writer, name, Pixel);

        void Pixel(PoolWalk.PoolPixel pixel)
        {
            string dx = pixel.Reference("dx"), dy = isa.Load(pixel.Reference("dy"), pixel.Target);
            string Add(string tap, string value) => isa.Store(Window.IsDisjoint ? value : $"{isa.Load(dx, tap)} + {value}", dx, tap);
            if (Reduction == PoolKind.L2)
            {
                writer.Line($"Lanes norm = {isa.Load(pixel.Reference("y"), pixel.Target)};");
                writer.Line($"Lanes share = {isa.SelectGreater("norm", isa.Zero, $"{dy} / norm", isa.Zero)};");
                pixel.ForTaps((tap, _) => writer.Line(Add(tap, $"{isa.Load(pixel.Reference("x"), tap)} * share")));
                return;
            }

            if (Reduction == PoolKind.Max)
            {
                writer.Line($"Lanes first = {isa.Load(pixel.Reference("argmax"), pixel.Target)}, gradient = {dy};");
                pixel.ForTaps((tap, number) => writer.Line(Add(tap, Argmax.Share(isa, "first", number, "gradient"))));
                return;
            }

            writer.Line($"Lanes share = {(Reduction == PoolKind.Sum ? dy : BlockedPoolKernel.Mean(isa, dy, pixel))};");
            pixel.ForTaps((tap, _) => writer.Line(Add(tap, "share")));
        }
    }
}

/// <summary>How comments and titles write what a pool takes from its windows.</summary>
internal static class PoolText
{
    public static string Of(PoolKind reduction) => reduction switch
    {
        PoolKind.Max => "maxima",
        PoolKind.Average => "means",
        PoolKind.Sum => "sums",
        _ => "Euclidean norms",
    };
}
