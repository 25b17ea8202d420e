using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The sums over a channel that the gradient of a normalisation needs: of dz, and of dz * (x - mean), where dz is the gradient behind the
/// normalisation, taken back through the activation that it applied, and times the element's weight if there is one.
/// </summary>
/// <param name="Map">Layout of x and y.</param>
/// <param name="PerElement">Whether every element has a weight, in the layout of the map.</param>
/// <param name="Activation">The activation that the forward kernel applied.</param>
internal sealed record NormSumsKernel(Layout Map, bool PerElement, Activation? Activation) : Kernel
{
    public override string Name =>
        $"NormSums_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}{(PerElement ? "_PerElement" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters =>
        ["dy", .. Activation is null ? [] : new[] { "y" }, "x", "mean", .. PerElement ? new[] { "weight" } : [], "sum", "product"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new ChannelWalk(writer, isa, Map);
        writer.Comment($"Sums of dz and of dz * (x - mean) over {Map.SpatialSizes} pixels, for each of {Map.Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (walk.Channels())
            using (walk.Lanes())
            {
                writer.Line($"Lanes middle = {walk.Load("mean")}, dz{(Activation is null ? "" : ", known")};");
                if (PerElement)
                {
                    writer.Line($"ref float weights = ref Unsafe.Add(ref weight, {walk.Start});");
                }

                NormGradientCode.EmitReferences(writer, walk, Activation);
                walk.DeclareChains("s");
                walk.DeclareChains("p");
                walk.ForElements(walk.Lines, Padding.Skip, (index, lanes, chain) =>
                {
                    NormGradientCode.EmitGradient(writer, isa, Activation, index);
                    if (PerElement)
                    {
                        writer.Line($"dz *= {isa.Load("weights", index)};");
                    }

                    // The gradient's padding is zero, and that of x is finite.
                    writer.Line($"s{chain} += dz;");
                    writer.Line($"p{chain} = {isa.Fma("dz", $"({isa.Load("xs", index)} - middle)", $"p{chain}")};");
                });
                writer.Line(walk.Store(walk.Reduce(ChannelWalk.SumOfChains("s")), "sum"));
                writer.Line(walk.Store(walk.Reduce(ChannelWalk.SumOfChains("p")), "product"));
            }

            walk.ClearTail("sum");
            walk.ClearTail("product");
        }
    }
}

/// <summary>Floats between two pictures, of each of the maps that a backward kernel reads.</summary>
internal sealed record BatchStrides(int Dy, int Y, int X);

/// <summary>
/// From the sums of <see cref="NormSumsKernel"/> to what the gradient of the input takes off for every channel: with n values that share
/// their statistics, offset = scale * sum / n and slope = scale * inverse^2 * product / n. Also the gradients of weight and bias.
/// </summary>
/// <param name="Channels">Channels.</param>
/// <param name="Positions">Values of a channel in one picture.</param>
/// <param name="HasWeight">Whether weight and bias of the channels get their gradient here.</param>
internal sealed record NormCoefficientsKernel(int Channels, int Positions, bool HasWeight) : Kernel
{
    public override string Name => $"NormCoefficients_{Channels}x{Positions}{(HasWeight ? "" : "_Plain")}";

    public override EquatableArray<string> Parameters =>
        ["sum", "product", "inverse", "scale", "offset", "slope", .. HasWeight ? new[] { "weightGradient", "biasGradient" } : []];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"offset = scale * sum / n, slope = scale * inverse^2 * product / n for {Channels} channels, n = {Positions}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line($"Lanes share = {isa.Broadcast(1f / Positions)};");
            writer.Line("Lanes total, products;");
            ChannelArrays.ForChannels(writer, isa, Channels, (index, lanes) =>
            {
                writer.Line($"total = {VectorCode.First(isa, lanes, isa.Load("sum", index), isa.Zero)};");
                writer.Line($"products = {VectorCode.First(isa, lanes, $"{isa.Load("product", index)} * {isa.Load("inverse", index)}", isa.Zero)};");
                if (HasWeight)
                {
                    writer.Line(isa.Store("products", "weightGradient", index));
                    writer.Line(isa.Store("total", "biasGradient", index));
                }

                writer.Line(isa.Store($"{isa.Load("scale", index)} * total * share", "offset", index));
                writer.Line(isa.Store($"{isa.Load("scale", index)} * products * {isa.Load("inverse", index)} * share", "slope", index));
            });
        }
    }
}

/// <summary>dx = dz * scale - offset - (x - mean) * slope, with values for every channel; dz as in <see cref="NormSumsKernel"/>.</summary>
internal sealed record NormBackwardKernel(Layout Map, bool PerElement, Activation? Activation) : Kernel
{
    public override string Name =>
        $"Norm_Backward_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}{(PerElement ? "_PerElement" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters =>
        ["dy", .. Activation is null ? [] : new[] { "y" }, "x", "mean", "scale", .. PerElement ? new[] { "weight" } : [], "offset", "slope", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new ChannelWalk(writer, isa, Map);
        writer.Comment($"dx = dz * scale - offset - (x - mean) * slope for {Map.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (walk.Channels())
            using (walk.Lanes())
            {
                writer.Line($"Lanes middle = {walk.Load("mean")}, factor = {walk.Load("scale")}, constant = {walk.Load("offset")}, incline = {walk.Load("slope")};");
                writer.Line($"Lanes dz, value{(Activation is null ? "" : ", known")};");
                if (PerElement)
                {
                    writer.Line($"ref float weights = ref Unsafe.Add(ref weight, {walk.Start});");
                }

                NormGradientCode.EmitReferences(writer, walk, Activation);
                writer.Line($"ref float target = ref Unsafe.Add(ref dx, {walk.Start});");
                walk.ForElements(walk.Lines, Padding.Clear, (index, lanes, _) =>
                {
                    if (lanes == 0)
                    {
                        writer.Line(isa.Store(isa.Zero, "target", index));
                        return;
                    }

                    NormGradientCode.EmitGradient(writer, isa, Activation, index);
                    if (PerElement)
                    {
                        writer.Line($"dz *= {isa.Load("weights", index)};");
                    }

                    // Not fused: where one value has the statistics to itself, the first two terms are the same product and cancel.
                    writer.Line($"value = (dz * factor) - constant;");
                    writer.Line($"value -= ({isa.Load("xs", index)} - middle) * incline;");
                    writer.Line(isa.Store(VectorCode.First(isa, lanes, "value", isa.Zero), "target", index));
                });
            }
        }
    }
}

/// <summary>
/// Gradients of weights and biases that every element has: sums over the pictures of dz * (x - mean) * inverse and of dz, in the layout of
/// the map.
/// </summary>
/// <param name="Map">Layout of the maps.</param>
/// <param name="Activation">The activation that the forward kernel applied.</param>
/// <param name="Strides">Floats between two pictures of the maps.</param>
/// <param name="StatisticsStride">Floats between two pictures' means and inverse deviations.</param>
internal sealed record ElementAffineGradientKernel(Layout Map, Activation? Activation, BatchStrides Strides, int StatisticsStride) : Kernel
{
    public override string Name =>
        $"NormWeightGradient_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters =>
        ["dy", .. Activation is null ? [] : new[] { "y" }, "x", "mean", "inverse", "weightGradient", "biasGradient"];

    public override bool TakesCount => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new ChannelWalk(writer, isa, Map);
        writer.Comment($"Sums over the pictures of dz * (x - mean) * inverse and of dz, for each of {Map.Values} elements.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (walk.Channels())
        using (walk.Lanes())
        {
            writer.Line($"ref float products = ref Unsafe.Add(ref weightGradient, {walk.Start});");
            writer.Line($"ref float sums = ref Unsafe.Add(ref biasGradient, {walk.Start});");
            writer.Line($"Lanes dz, value{(Activation is null ? "" : ", known")};");
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            {
                string statistics = $"(picture * {StatisticsStride}) + ";
                writer.Line($"Lanes middle = {walk.Load("mean", statistics)}, factor = {walk.Load("inverse", statistics)};");
                NormGradientCode.EmitReferences(writer, walk, Activation, $"{Strides.Dy}", $"{Strides.Y}", $"{Strides.X}");
                using (writer.Open("if (picture == 0)"))
                {
                    EmitElements(writer, isa, walk, isFirst: true);
                }

                using (writer.Open("else"))
                {
                    EmitElements(writer, isa, walk, isFirst: false);
                }
            }
        }
    }

    private void EmitElements(CodeWriter writer, Isa isa, ChannelWalk walk, bool isFirst) =>
        walk.ForElements(walk.Lines, Padding.Include, (index, _, _) =>
        {
            NormGradientCode.EmitGradient(writer, isa, Activation, index);

            // Adding to zero, too, makes the zeros of the padding positive, whatever stands there in x.
            writer.Line($"value = ({isa.Load("xs", index)} - middle) * factor;");
            writer.Line(isa.Store(isa.Fma("dz", "value", isFirst ? isa.Zero : isa.Load("products", index)), "products", index));
            writer.Line(isa.Store($"{(isFirst ? isa.Zero : isa.Load("sums", index))} + dz", "sums", index));
        });
}

/// <summary>
/// What the running averages of a batch normalisation are to be changed by, times the number of pictures, so that a training step can
/// average over passes: count * momentum * (statistic - running), with the unbiased variance. A single value has none, and leaves the
/// running variance as it is.
/// </summary>
internal sealed record RunningStatisticsKernel(int Channels, int Positions, float Momentum) : Kernel
{
    public override string Name => $"RunningStatistics_{Channels}x{Positions}";

    public override EquatableArray<string> Parameters => ["mean", "variance", "runningMean", "runningVariance", "meanChange", "varianceChange"];

    public override bool TakesCount => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"count * {Isa.Text(Momentum)} * (statistic - running) for {Channels} channels of {Positions} positions.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line($"float n = count * {Isa.Text((float)Positions)};");
            writer.Line($"Lanes weight = {isa.Broadcast($"count * {Isa.Text(Momentum)}")};");
            writer.Line($"Lanes varianceWeight = {isa.Broadcast($"n > 1f ? count * {Isa.Text(Momentum)} : 0f")};");
            writer.Line($"Lanes unbiased = {isa.Broadcast("n > 1f ? n / (n - 1f) : 0f")};");
            ChannelArrays.ForChannels(writer, isa, Channels, (index, lanes) =>
            {
                string mean = $"({isa.Load("mean", index)} - {isa.Load("runningMean", index)}) * weight";
                string variance = $"(({isa.Load("variance", index)} * unbiased) - {isa.Load("runningVariance", index)}) * varianceWeight";
                writer.Line(isa.Store(VectorCode.First(isa, lanes, mean, isa.Zero), "meanChange", index));
                writer.Line(isa.Store(VectorCode.First(isa, lanes, variance, isa.Zero), "varianceChange", index));
            });
        }
    }
}

/// <summary>What the kernels that read a gradient begin with.</summary>
internal static class NormGradientCode
{
    /// <summary>References dys, ys and xs to the current channels of a picture: of the only one, or with C# for the floats between two.</summary>
    public static void EmitReferences(
        CodeWriter writer, ChannelWalk walk, Activation? activation, string? dyStride = null, string? yStride = null, string? xStride = null)
    {
        void Line(string map, string? stride) => writer.Line(
            $"ref float {map}s = ref Unsafe.Add(ref {map}, {(stride is null ? walk.Start : $"(picture * {stride}) + ({walk.Start})")});");
        Line("dy", dyStride);
        if (activation is not null)
        {
            Line("y", yStride);
        }

        Line("x", xStride);
    }

    /// <summary>Sets dz, the gradient before the activation.</summary>
    public static void EmitGradient(CodeWriter writer, Isa isa, Activation? activation, string index)
    {
        writer.Line($"dz = {isa.Load("dys", index)};");
        if (activation is not null)
        {
            writer.Line($"known = {isa.Load("ys", index)};");
            writer.Line($"dz = {NormText.Backward(isa, activation, "known", "dz")};");
        }
    }
}
