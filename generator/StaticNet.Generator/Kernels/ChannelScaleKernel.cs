using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>Spatial dropout's factor for each channel of a picture, 0 or 1 / (1 - Rate), drawn as <see cref="DropoutKernel"/> draws its mask.</summary>
internal sealed record ChannelMaskKernel(float Rate, int Channels, int Layer) : Kernel
{
    public override string Name => $"ChannelMask{Layer}_{Channels}";

    public override EquatableArray<string> Parameters => ["factors"];

    public override bool TakesSeed => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"A factor for each of {Channels} channels: 0 with probability {Isa.Text(Rate)}, else 1 / (1 - {Isa.Text(Rate)}).");
        using (writer.Open(Signature(name)))
        {
            writer.Line($"DropoutMask.Factors(ref factors, {Layout.RoundUp(Channels)}, {Isa.Text(Rate)}, seed, picture, {Layer});");
        }
    }
}

/// <summary>y = x times its channel's factor, which is at least 0; what a factor of 0 meets becomes 0, whatever it was.</summary>
internal sealed record ChannelScaleKernel(Layout Map) : Kernel
{
    public override string Name => $"ChannelScale_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters => ["x", "factors", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"y = x * factor of its channel, {Map.Channels} channels of {Map.SpatialSizes}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            ChannelLoops.ForEach(writer, isa, Map, "factors", (i, n, factor) =>
            {
                writer.Line($"Lanes v{n} = {isa.Load("x", i)};");
                writer.Line(isa.Store(isa.SelectGreater(factor, isa.Zero, $"v{n} * {factor}", isa.Zero), "y", i));
            });
        }
    }
}
