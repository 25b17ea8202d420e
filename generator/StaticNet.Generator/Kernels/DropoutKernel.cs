using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Inverted dropout: y = 0 with probability Rate, else x / (1 - Rate). The mask is drawn from the seed, the picture, the layer and
/// the element, so that the backward pass draws it again and none is stored.
/// </summary>
internal sealed record DropoutKernel(float Rate, int Length, int Layer) : Kernel
{
    public override string Name => $"Dropout{Layer}_{Length}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override bool TakesSeed => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Zeroes {Length} floats with probability {Isa.Text(Rate)} each, scales the others by 1 / (1 - {Isa.Text(Rate)}).");
        using (writer.Open(Signature(name)))
        {
            writer.Line($"DropoutMask.Apply(ref x, ref y, {Length}, {Isa.Text(Rate)}, seed, picture, {Layer});");
        }
    }
}

/// <summary>The gradient through <see cref="DropoutKernel"/>: the same mask on dy.</summary>
internal sealed record DropoutBackwardKernel(float Rate, int Length, int Layer) : Kernel
{
    public override string Name => $"DropoutBackward{Layer}_{Length}";

    public override EquatableArray<string> Parameters => ["dy", "dx"];

    public override bool TakesSeed => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"The mask of the forward pass on the gradient of {Length} floats.");
        using (writer.Open(Signature(name)))
        {
            writer.Line($"DropoutMask.Apply(ref dy, ref dx, {Length}, {Isa.Text(Rate)}, seed, picture, {Layer});");
        }
    }
}
