using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y = f((x - mean) * scale + shift), with values for every channel: the last pass of a normalisation, and the activation behind it.
/// Subtracting the mean first loses nothing where a channel's mean is large against its deviation.
/// </summary>
/// <param name="Map">Layout of x and y.</param>
/// <param name="Affine">
/// Where weights and biases are: none; in a channel's scale and shift; or, with a scale that is the inverse deviation alone, in the
/// layout of the map.
/// </param>
/// <param name="Activation">Applied before the store.</param>
internal sealed record NormalizeKernel(Layout Map, AffineKind Affine, Activation? Activation) : Kernel
{
    public override string Name =>
        $"Normalize_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}{NormText.Suffix(Affine)}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => Affine switch
    {
        AffineKind.None => ["x", "mean", "scale", "y"],
        AffineKind.Channel => ["x", "mean", "scale", "shift", "y"],
        _ => ["x", "mean", "scale", "weight", "bias", "y"],
    };

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new ChannelWalk(writer, isa, Map);
        string formula = Affine switch
        {
            AffineKind.None => "(x - mean) * scale",
            AffineKind.Channel => "(x - mean) * scale + shift",
            _ => "(x - mean) * scale * weight + bias",
        };
        writer.Comment($"y = {(Activation is null ? formula : NormText.Activated(Activation, formula))} for {Map.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (walk.Channels())
        using (walk.Lanes())
        {
            writer.Line($"Lanes middle = {walk.Load("mean")}, factor = {walk.Load("scale")}{(Affine == AffineKind.Channel ? $", offset = {walk.Load("shift")}" : "")};");
            foreach (string map in Affine == AffineKind.Element ? new[] { "x", "weight", "bias", "y" } : ["x", "y"])
            {
                writer.Line($"ref float {map[0]}s = ref Unsafe.Add(ref {map}, {walk.Start});");
            }

            writer.Line("Lanes value;");
            walk.ForElements(walk.Lines, Padding.Include, (index, _, _) =>
            {
                string distance = $"({isa.Load("xs", index)} - middle)";
                writer.Line(Affine switch
                {
                    AffineKind.None => $"value = {distance} * factor;",
                    AffineKind.Channel => $"value = {isa.Fma(distance, "factor", "offset")};",
                    _ => $"value = {isa.Fma($"{distance} * factor", isa.Load("ws", index), isa.Load("bs", index))};",
                });
                writer.Line(isa.Store(NormText.Apply(isa, Activation, "value"), "ys", index));
            });
        }
    }
}

/// <summary>y = f(x * scale + shift) with values for every channel: batch normalisation in prediction where no layer before it takes it over.</summary>
internal sealed record ScaleShiftKernel(Layout Map, Activation? Activation) : Kernel
{
    public override string Name =>
        $"ScaleShift_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => ["x", "scale", "shift", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new ChannelWalk(writer, isa, Map);
        const string formula = "x * scale + shift";
        writer.Comment($"y = {(Activation is null ? formula : NormText.Activated(Activation, formula))} for {Map.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (walk.Channels())
        using (walk.Lanes())
        {
            writer.Line($"Lanes factor = {walk.Load("scale")}, offset = {walk.Load("shift")}, value;");
            writer.Line($"ref float xs = ref Unsafe.Add(ref x, {walk.Start});");
            writer.Line($"ref float ys = ref Unsafe.Add(ref y, {walk.Start});");
            walk.ForElements(walk.Lines, Padding.Include, (index, _, _) =>
            {
                writer.Line($"value = {isa.Fma(isa.Load("xs", index), "factor", "offset")};");
                writer.Line(isa.Store(NormText.Apply(isa, Activation, "value"), "ys", index));
            });
        }
    }
}

/// <summary>
/// The factors of a batch normalisation that predicts, from its running averages: scale = weight / sqrt(variance + epsilon) and
/// shift = bias - mean * scale, where the mean is taken of a layer whose own bias is left to the shift.
/// </summary>
/// <param name="Channels">Channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Affine">Whether there are a weight and a bias.</param>
/// <param name="HasLayerBias">Whether the layer before has a bias that its kernel leaves out.</param>
internal sealed record RunningScaleKernel(int Channels, float Epsilon, bool Affine, bool HasLayerBias) : Kernel
{
    public override string Name => $"RunningScale_{Channels}{(Affine ? "" : "_Plain")}{(HasLayerBias ? "_WithBias" : "")}";

    public override EquatableArray<string> Parameters =>
    [
        "mean", "variance", .. Affine ? new[] { "weight", "bias" } : [], .. HasLayerBias ? new[] { "layerBias" } : [], "scale", "shift",
    ];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"scale = {(Affine ? "weight" : "1")} / sqrt(variance + {Isa.Text(Epsilon)}), shift = {(Affine ? "bias " : "")}- mean * scale for {Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line("Lanes factor;");
            ChannelArrays.ForChannels(writer, isa, Channels, (index, lanes) =>
            {
                string deviation = isa.Sqrt($"{isa.Load("variance", index)} + {isa.Broadcast(Epsilon)}");
                string scale = $"{(Affine ? isa.Load("weight", index) : isa.Broadcast(1f))} / {deviation}";
                string mean = HasLayerBias ? $"({isa.Load("layerBias", index)} - {isa.Load("mean", index)})" : $"-{isa.Load("mean", index)}";
                string shift = Affine ? isa.Fma(mean, "factor", isa.Load("bias", index)) : $"{mean} * factor";
                writer.Line($"factor = {VectorCode.First(isa, lanes, scale, isa.Zero)};");
                writer.Line(isa.Store("factor", "scale", index));
                writer.Line(isa.Store(VectorCode.First(isa, lanes, shift, isa.Zero), "shift", index));
            });
        }
    }
}

/// <summary>inverse = 1 / sqrt(variance + epsilon), and scale = weight * inverse where there is a weight; zero behind the last channel.</summary>
internal sealed record InverseDeviationKernel(int Channels, float Epsilon, bool HasWeight) : Kernel
{
    public override string Name => $"InverseDeviation_{Channels}{(HasWeight ? "_Scaled" : "")}";

    public override EquatableArray<string> Parameters => HasWeight ? ["variance", "weight", "inverse", "scale"] : ["variance", "inverse"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"1 / sqrt(variance + {Isa.Text(Epsilon)}){(HasWeight ? ", and weight times that," : "")} for {Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line("Lanes value;");
            ChannelArrays.ForChannels(writer, isa, Channels, (index, lanes) =>
            {
                string inverse = $"{isa.Broadcast(1f)} / {isa.Sqrt($"{isa.Load("variance", index)} + {isa.Broadcast(Epsilon)}")}";
                writer.Line($"value = {VectorCode.First(isa, lanes, inverse, isa.Zero)};");
                writer.Line(isa.Store("value", "inverse", index));
                if (HasWeight)
                {
                    writer.Line(isa.Store($"value * {isa.Load("weight", index)}", "scale", index));
                }
            });
        }
    }
}

/// <summary>What names, comments and last steps of these kernels have in common.</summary>
internal static class NormText
{
    public static string Suffix(AffineKind affine) => affine switch
    {
        AffineKind.None => "_Plain",
        AffineKind.Channel => "",
        _ => "_PerElement",
    };

    public static string Activated(Activation activation, string formula) =>
        Activations.Formula(activation.Function, activation.Slope, $"({formula})");

    public static string Apply(Isa isa, Activation? activation, string value) =>
        activation is null ? value : Activations.Apply(isa, activation.Function, activation.Slope, value);

    /// <summary>The gradient before the activation; y and dy are evaluated more than once.</summary>
    public static string Backward(Isa isa, Activation? activation, string y, string dy) =>
        activation is null ? dy : Activations.Backward(isa, activation.Function, activation.Slope, y, dy);
}
