using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Where an enlarged map's pixels come from; the attribute's enum has the same members.</summary>
internal enum UpsampleMode
{
    Nearest,
    Bilinear,
}

/// <summary>A map enlarged by a whole factor along every axis, in PyTorch's conventions.</summary>
internal sealed partial record Upsample(EquatableArray<int> Scale, UpsampleMode Mode, bool AlignCorners) : Layer
{
    public override string Kind => "upsample";

    public static Upsample Read(LayerArguments arguments)
    {
        EquatableArray<int> ones = [.. Enumerable.Repeat(1, arguments.Rank)];
        var upsample = new Upsample(
            arguments.PerAxis("scale", ones, least: 1), arguments.Choice<UpsampleMode>("Mode"), arguments.Flag("AlignCorners", false));
        if (upsample is { AlignCorners: true, Mode: UpsampleMode.Nearest })
        {
            arguments.Reject("AlignCorners", "AlignCorners is for UpsampleMode.Bilinear; the nearest pixel has no corners to align");
        }

        if (upsample.Mode == UpsampleMode.Bilinear && arguments.Rank == 3)
        {
            arguments.Reject("Mode", "UpsampleMode.Bilinear is for one or two spatial axes, and this network has three");
        }

        return upsample;
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (!MapInput.Check("Upsample", Scale.Count, input, "it repeats positions, and a vector has none", findings))
        {
            return null;
        }

        int[] output = new int[input.Rank];
        for (int axis = 0; axis < output.Length; axis++)
        {
            long size = (long)input.Spatial[axis] * Scale[axis];
            if (size > int.MaxValue)
            {
                findings.Report(
                    DiagnosticIds.TooLarge,
                    ["scale"],
                    ["Upsample", $"along one axis it has {input.Spatial[axis]}*{Scale[axis]} = {size} positions", $"{int.MaxValue}"]);
                return null;
            }

            output[axis] = (int)size;
        }

        return new Placement(this, new Shape(input.Channels, [.. output]))
        {
            Enlargement = Scale,
            Sees = [.. Scale.Select(scale => Mode == UpsampleMode.Bilinear && scale > 1 ? 2 : 1)],
        };
    }
}
