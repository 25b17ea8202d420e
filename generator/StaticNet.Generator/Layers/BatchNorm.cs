using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Batch normalisation of every channel of a map, or of every value of a vector. <see cref="Momentum"/> is the weight of
/// the new statistics, as in PyTorch.
/// </summary>
internal sealed partial record BatchNorm(float Epsilon, float Momentum, bool Affine = true) : Layer
{
    public const double DefaultEpsilon = 1e-5;
    public const double DefaultMomentum = 0.1;

    public override string Kind => "batchnorm";

    /// <summary>The running averages are no parameters that training optimises, but are saved with those that are.</summary>
    public override EquatableArray<string> Parameters =>
        Affine ? ["weight", "bias", "running_mean", "running_var"] : ["running_mean", "running_var"];

    public static BatchNorm Read(LayerArguments arguments) => new(
        arguments.Epsilon(DefaultEpsilon),
        arguments.Real("Momentum", DefaultMomentum, static value => value is >= 0 and <= 1, "from 0 to 1"),
        arguments.Flag("Affine", true));

    public override Placement Place(Shape input, FindingList findings) => new(this, input)
    {
        Parameters = Affine ? 2L * input.Channels : 0,
        PackedParameters = (Affine ? 4 : 2) * Sizes.Blocks(input.Channels),
    };
}
