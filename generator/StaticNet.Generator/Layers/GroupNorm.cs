using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>What the weight and bias of a normalisation belong to.</summary>
internal enum AffineKind
{
    None,
    Channel,
    Element,
}

/// <summary>
/// The normalisations by a picture's own statistics: those of <see cref="Groups"/> groups of neighbouring channels. One
/// channel each is instance normalisation, all channels together layer normalisation.
/// </summary>
internal sealed partial record GroupNorm(GroupNormVariant Variant, int Groups, float Epsilon, AffineKind Affine) : Layer
{
    public override string Kind => Variant.ToString().ToLowerInvariant();

    public override string Title => Variant.ToString();

    public override EquatableArray<string> Parameters => Affine == AffineKind.None ? [] : ["weight", "bias"];

    public static GroupNorm Read(LayerArguments arguments) => new(
        GroupNormVariant.GroupNorm, arguments.Size("groups", least: 1, fallback: 1), arguments.Epsilon(BatchNorm.DefaultEpsilon),
        arguments.Flag("Affine", true) ? AffineKind.Channel : AffineKind.None);

    /// <summary>The number of groups follows from the input.</summary>
    public static GroupNorm ReadInstance(LayerArguments arguments) => new(
        GroupNormVariant.InstanceNorm, 0, arguments.Epsilon(BatchNorm.DefaultEpsilon),
        arguments.Flag("Affine", false) ? AffineKind.Channel : AffineKind.None);

    public static GroupNorm ReadLayer(LayerArguments arguments) => new(
        GroupNormVariant.LayerNorm, 1, arguments.Epsilon(BatchNorm.DefaultEpsilon),
        arguments.Flag("Affine", true) ? AffineKind.Element : AffineKind.None);

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (Variant == GroupNormVariant.InstanceNorm && input.Rank == 0)
        {
            findings.Report(
                DiagnosticIds.WrongInput,
                [],
                [Title, "a map", input.ToString(), "it normalises over positions, and a vector has one a channel"]);
            return null;
        }

        if (Variant == GroupNormVariant.GroupNorm && input.Channels % Groups != 0)
        {
            findings.Report(
                DiagnosticIds.BadArgument,
                ["groups"],
                [Title, $"groups must divide the {input.Channels} channels of its input {input}, and {input.Channels} / {Groups} = "
                    + $"{Sizes.Quotient(input.Channels, Groups)}"]);
            return null;
        }

        int positions = Affine == AffineKind.Element ? input.Positions : 1;
        return new Placement(Variant == GroupNormVariant.InstanceNorm ? this with { Groups = input.Channels } : this, input)
        {
            Parameters = Affine == AffineKind.None ? 0 : 2L * input.Channels * positions,
            PackedParameters = Affine == AffineKind.None ? 0 : Sizes.Product(2 * Sizes.Blocks(input.Channels), Sizes.Blocks(positions)),
        };
    }
}

/// <summary>The names under which a <see cref="GroupNorm"/> is declared.</summary>
internal enum GroupNormVariant
{
    GroupNorm,
    InstanceNorm,
    LayerNorm,
}
