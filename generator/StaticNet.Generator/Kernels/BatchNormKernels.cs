using System.Globalization;
using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Batch normalisation as training does it: S. Ioffe, C. Szegedy, "Batch Normalization", 2015. Channel by channel (in blocks 16 of them) it
/// takes mean and variance over all pictures and then writes y = f((x - mean) * scale + shift), so that the second pass finds in the cache what
/// the first has read. Subtracting the mean first loses nothing where it is large against the deviation.
/// </summary>
/// <param name="Map">Layout of x and y.</param>
/// <param name="SourceStride">Floats between two pictures of x.</param>
/// <param name="TargetStride">Floats between two pictures of y.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Affine">Whether there are a weight and a bias.</param>
/// <param name="Activation">Applied before the store.</param>
internal sealed record BatchNormKernel(
    Layout Map, int SourceStride, int TargetStride, float Epsilon, bool Affine, Activation? Activation) : Kernel
{
    public override string Name => $"BatchNorm_{BatchNormCode.Suffix(Map, Affine, Activation)}";

    public override EquatableArray<string> Parameters => ["x", .. Affine ? new[] { "weight", "bias" } : [], "mean", "variance", "inverse", "y"];

    public override bool TakesCount => true;

    public override int Units => ChannelWalk.UnitsOf(Map);

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        string formula = $"(x - mean) / sqrt(variance + {Isa.Text(Epsilon)}){(Affine ? " * weight + bias" : "")}";
        writer.Comment(
            $"y = {(Activation is null ? formula : NormText.Activated(Activation, formula))} for {Map.Tuple}, with the statistics of all pictures.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Map.IsBlocked)
            {
                BatchNormCode.Call(writer, new BatchNormBlocksKernel(Epsilon, Affine, Activation), Map, $"{SourceStride}, {TargetStride}");
                return;
            }

            var walk = new ChannelWalk(writer, isa, Map);
            EmitChannels(writer, isa, walk, $"{SourceStride}", $"{TargetStride}", Epsilon, Affine, Activation);
            walk.ClearTails("mean", "variance", "inverse");
        }
    }

    /// <summary>The channels of a walk, with C# for the floats between two pictures.</summary>
    public static void EmitChannels(
        CodeWriter writer, Isa isa, ChannelWalk walk, string sourceStride, string targetStride, float epsilon, bool affine, Activation? activation)
    {
        using (walk.Channels(inUnits: true))
        using (walk.Lanes())
        {
            MomentsCode.Emit(writer, isa, walk, sourceStride);
            writer.Line($"{walk.Type} spread = squares * (1f / seen);");
            writer.Line($"{walk.Type} reciprocal = {walk.One} / {walk.Sqrt($"spread + {walk.Constant(epsilon)}")};");
            writer.Line(walk.Store("average", "mean"));
            writer.Line(walk.Store("spread", "variance"));
            writer.Line(walk.Store("reciprocal", "inverse"));
            BatchNormCode.EmitFactors(writer, walk, "average", "reciprocal", affine);
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                writer.Line($"ref float xs = ref Unsafe.Add(ref x, (picture * {sourceStride}) + ({walk.Start}));");
                writer.Line($"ref float ys = ref Unsafe.Add(ref y, (picture * {targetStride}) + ({walk.Start}));");
                walk.ForElements(Padding.Include, (index, _, _) =>
                {
                    writer.Line($"distance = {isa.Load("xs", index)} - center;");
                    writer.Line($"distance = {BatchNormCode.Value(isa, affine)};");
                    writer.Line(isa.Store(NormText.Apply(isa, activation, "distance"), "ys", index));
                });
            }
        }
    }
}

/// <summary>What <see cref="BatchNormKernel"/> does to some blocks of channels, for maps of every size.</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Affine">Whether there are a weight and a bias.</param>
/// <param name="Activation">Applied before the store.</param>
internal sealed record BatchNormBlocksKernel(float Epsilon, bool Affine, Activation? Activation) : Kernel
{
    public override string Name => $"BatchNormBlocks{BatchNormCode.Suffix(Affine, Activation)}";

    public override EquatableArray<string> Parameters => ["x", .. Affine ? new[] { "weight", "bias" } : [], "mean", "variance", "inverse", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment("Batch normalisation of blocks of 16 channels, each of so many floats a picture.");
        writer.Line(Optimized);
        using (writer.Open(BatchNormCode.Head(this, name, "nint sourceStride, nint targetStride")))
        {
            var walk = new ChannelWalk(writer, isa, BatchNormCode.AnyBlocks, anySize: true);
            BatchNormKernel.EmitChannels(writer, isa, walk, "sourceStride", "targetStride", Epsilon, Affine, Activation);
        }
    }
}

/// <summary>
/// The gradient of <see cref="BatchNormKernel"/>: with dz the gradient taken back through the activation and n values that share their
/// statistics, dweight = sum(dz * (x - mean)) * inverse, dbias = sum(dz), and
/// dx = scale * (dz - dbias / n - (x - mean) * inverse * dweight / n). Both passes over a channel follow each other, so that the second finds
/// its values in the cache. Where the activation is a short one, what it was applied to is computed again rather than read. dx may be the
/// memory of dy.
/// </summary>
/// <param name="Map">Layout of the maps.</param>
/// <param name="Strides">Floats between two pictures of dy, y and x.</param>
/// <param name="TargetStride">Floats between two pictures of dx; null leaves dx out.</param>
/// <param name="Affine">Whether there are a weight and a bias.</param>
/// <param name="Activation">The activation that the forward kernel applied.</param>
internal sealed record BatchNormBackwardKernel(
    Layout Map, BatchStrides Strides, int? TargetStride, bool Affine, Activation? Activation) : Kernel
{
    public override string Name =>
        $"BatchNorm_Backward_{BatchNormCode.Suffix(Map, Affine, Activation)}{(TargetStride is null ? "_WithoutData" : "")}";

    public override EquatableArray<string> Parameters =>
    [
        "dy", .. ReadsOutput(Activation) ? new[] { "y" } : [], "x", "mean", "inverse",
        .. Affine ? new[] { "weight", "bias", "weightGradient", "biasGradient" } : [], .. TargetStride is null ? [] : new[] { "dx" },
    ];

    public override bool TakesCount => true;

    public override int Units => ChannelWalk.UnitsOf(Map);

    /// <summary>Whether the output is read, since computing it anew would take longer.</summary>
    public static bool ReadsOutput(Activation? activation) => activation is not null && !Activations.IsShort(activation.Function);

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment(
            $"Gradients of {(Affine ? "weight, bias" : "no parameters")}{(TargetStride is null ? "" : " and x")} for {Map.Tuple}; n = count * {Map.Positions}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Map.IsBlocked)
            {
                BatchNormCode.Call(
                    writer, new BatchNormBackwardBlocksKernel(TargetStride is not null, Affine, Activation), Map,
                    $"{Strides.Dy}, {(ReadsOutput(Activation) ? $"{Strides.Y}, " : "")}{Strides.X}{(TargetStride is null ? "" : $", {TargetStride}")}");
                return;
            }

            var walk = new ChannelWalk(writer, isa, Map);
            new BatchNormBackwardCode(writer, isa, walk, Affine, Activation, $"{Strides.Dy}", $"{Strides.Y}", $"{Strides.X}", TargetStride?.ToString(CultureInfo.InvariantCulture))
                .Emit(Isa.Text((float)Map.Positions));
            if (Affine)
            {
                walk.ClearTails("weightGradient", "biasGradient");
            }
        }
    }
}

/// <summary>What <see cref="BatchNormBackwardKernel"/> does to some blocks of channels, for maps of every size.</summary>
/// <param name="WritesData">Whether there is a dx.</param>
/// <param name="Affine">Whether there are a weight and a bias.</param>
/// <param name="Activation">The activation that the forward kernel applied.</param>
internal sealed record BatchNormBackwardBlocksKernel(bool WritesData, bool Affine, Activation? Activation) : Kernel
{
    private readonly bool readsOutput = BatchNormBackwardKernel.ReadsOutput(Activation);

    public override string Name => $"BatchNormBlocks_Backward{BatchNormCode.Suffix(Affine, Activation)}{(WritesData ? "" : "_WithoutData")}";

    public override EquatableArray<string> Parameters =>
    [
        "dy", .. readsOutput ? new[] { "y" } : [], "x", "mean", "inverse",
        .. Affine ? new[] { "weight", "bias", "weightGradient", "biasGradient" } : [], .. WritesData ? new[] { "dx" } : [],
    ];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment("Gradients of the batch normalisation of blocks of 16 channels, each of so many floats a picture.");
        writer.Line(Optimized);
        string strides = $"nint gradientStride, {(readsOutput ? "nint outputStride, " : "")}nint sourceStride{(WritesData ? ", nint targetStride" : "")}";
        using (writer.Open(BatchNormCode.Head(this, name, strides)))
        {
            var walk = new ChannelWalk(writer, isa, BatchNormCode.AnyBlocks, anySize: true);
            new BatchNormBackwardCode(writer, isa, walk, Affine, Activation, "gradientStride", "outputStride", "sourceStride", WritesData ? "targetStride" : null)
                .Emit($"(plane / {Layout.Block})");
        }
    }
}

/// <summary>Writes the gradient for the channels of a walk, with C# for the floats between two pictures of each map.</summary>
internal sealed class BatchNormBackwardCode(
    CodeWriter writer, Isa isa, ChannelWalk walk, bool affine, Activation? activation, string dyStride, string yStride, string xStride, string? dxStride)
{
    private readonly bool readsOutput = BatchNormBackwardKernel.ReadsOutput(activation);

    /// <param name="positions">C# for the values of a channel in a picture.</param>
    public void Emit(string positions)
    {
        writer.Line($"float share = 1f / (count * {positions});");
        writer.Line($"Lanes distance, dz{(activation is null ? "" : ", known")};");
        using (walk.Channels(inUnits: true))
        using (walk.Lanes())
        {
            writer.Line($"{walk.Type} average = {walk.ValueOf("mean")}, reciprocal = {walk.ValueOf("inverse")};");
            BatchNormCode.EmitFactors(writer, walk, "average", "reciprocal", affine);
            walk.DeclareChains("s");
            walk.DeclareChains("p");
            EmitPass(Padding.Skip, writesData: false, (_, _, chain) =>
            {
                // The gradient's padding is zero, and that of x is finite.
                writer.Line($"s{chain} += dz;");
                writer.Line($"p{chain} = {isa.Fma("dz", "distance", $"p{chain}")};");
            });
            writer.Line($"{walk.Type} total = {walk.Reduce(ChannelWalk.SumOfChains("s"))};");
            writer.Line($"{walk.Type} products = ({walk.Reduce(ChannelWalk.SumOfChains("p"))}) * reciprocal;");
            if (affine)
            {
                writer.Line(walk.Store("products", "weightGradient"));
                writer.Line(walk.Store("total", "biasGradient"));
            }

            if (dxStride is not null)
            {
                writer.Line($"Lanes constant = factor * {walk.Spread("total")} * share;");
                writer.Line($"Lanes incline = factor * {walk.Spread("products * reciprocal")} * share;");
                EmitPass(Padding.Clear, writesData: true, (index, lanes, _) =>
                {
                    // Not fused: where one value has the statistics to itself, the first two terms are the same product and cancel.
                    writer.Line("dz = (dz * factor) - constant;");
                    writer.Line("dz -= distance * incline;");
                    writer.Line(isa.Store(VectorCode.First(isa, lanes, "dz", isa.Zero), "target", index));
                });
            }
        }
    }

    /// <summary>All pictures of the current channels; the body finds dz and distance = x - mean.</summary>
    private void EmitPass(Padding padding, bool writesData, Action<string, int, int> body)
    {
        using IDisposable loop = writer.Open("for (int picture = 0; picture < count; picture++)");
        NormGradientCode.EmitReferences(writer, walk, readsOutput ? activation : null, dyStride, yStride, xStride);
        if (writesData)
        {
            writer.Line($"ref float target = ref Unsafe.Add(ref dx, (picture * {dxStride}) + ({walk.Start}));");
        }

        walk.ForElements(padding, (index, lanes, chain) =>
        {
            if (lanes == 0)
            {
                writer.Line(isa.Store(isa.Zero, "target", index));
                return;
            }

            writer.Line($"distance = {isa.Load("xs", index)} - center;");
            writer.Line($"dz = {isa.Load("dys", index)};");
            if (activation is not null)
            {
                writer.Line($"known = {(readsOutput ? isa.Load("ys", index) : BatchNormCode.Value(isa, affine))};");
                if (!readsOutput)
                {
                    writer.Line($"known = {NormText.Apply(isa, activation, "known")};");
                }

                writer.Line($"dz = {NormText.Backward(isa, activation, "known", "dz")};");
            }

            body(index, lanes, chain);
        });
    }
}

/// <summary>What forward and backward kernel share: the backward one must get the very bits of the forward one.</summary>
internal static class BatchNormCode
{
    public static string Suffix(Layout map, bool affine, Activation? activation) =>
        $"{map.Sizes}{(map.IsPlanar ? "_Rows" : "")}{Suffix(affine, activation)}";

    public static string Suffix(bool affine, Activation? activation) =>
        $"{(affine ? "" : "_Plain")}{(activation is null ? "" : "_" + activation.Function)}";

    /// <summary>A blocked map, where nothing but that it is blocked matters.</summary>
    public static readonly Layout AnyBlocks = Layout.Vector(Layout.Block);

    /// <summary>The head of a method for blocks of every size.</summary>
    public static string Head(Kernel kernel, string name, string strides) =>
        $"private static void {name}({kernel.References}, int count, int from, int to, int plane, {strides})";

    /// <summary>The call of such a method for all blocks of a map, or for those that the caller is told.</summary>
    public static void Call(CodeWriter writer, Kernel kernel, Layout map, string strides)
    {
        string references = string.Join(", ", kernel.Parameters.Select(static parameter => "ref " + parameter));
        writer.Line($"{writer.Kernels.NameOf(kernel)}({references}, count, {(ChannelWalk.UnitsOf(map) > 1 ? "from, to" : "0, 1")}, {map.BlockStride}, {strides});");
    }

    /// <summary>Declares the vectors center, factor and, where there is a bias, offset, for the current channels.</summary>
    public static void EmitFactors(CodeWriter writer, ChannelWalk walk, string mean, string inverse, bool affine)
    {
        string factor = walk.Spread(inverse) + (affine ? $" * {walk.Load("weight")}" : "");
        writer.Line($"Lanes center = {walk.Spread(mean)}, factor = {factor}{(affine ? $", offset = {walk.Load("bias")}" : "")};");
    }

    /// <summary>C# for the normalised value of which distance is x - mean.</summary>
    public static string Value(Isa isa, bool affine) => affine ? isa.Fma("distance", "factor", "offset") : "distance * factor";
}
