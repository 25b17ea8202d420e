using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Positions taken away around a map: <see cref="Before"/> and <see cref="After"/> every axis.</summary>
internal sealed partial record Crop(EquatableArray<int> Before, EquatableArray<int> After) : Layer
{
    public override string Kind => "crop";

    public static Crop Read(LayerArguments arguments)
    {
        (EquatableArray<int> before, EquatableArray<int> after) = MapInput.Sides(arguments, "border");
        return new Crop(before, after);
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (!MapInput.Check("Crop", Before.Count, input, "it takes positions away, and a vector has none", findings))
        {
            return null;
        }

        for (int axis = 0; axis < input.Rank; axis++)
        {
            int least = Math.Min(Before[axis], After[axis]), size = input.Spatial[axis];
            long left = (long)size - Before[axis] - After[axis];
            if (least < 0)
            {
                findings.Report(DiagnosticIds.BadBorder, ["border"], ["Crop", $"border = {least} is negative", $" Pad({-(long)least}) adds positions."]);
                return null;
            }

            if (left < 1)
            {
                int most = (input.Spatial.Min() - 1) / 2;
                findings.Report(
                    DiagnosticIds.BadBorder,
                    ["border"],
                    [
                        "Crop",
                        $"of {size} {MapInput.AxisName(axis, input.Rank)} {size}-{Before[axis]}-{After[axis]} = {left} remain, and one has to",
                        $" border = {most} is the most on all sides.",
                    ],
                    [new Setting("border", $"{most}")]);
                return null;
            }
        }

        return new Placement(this, new Shape(input.Channels, [.. input.Spatial.Select((size, axis) => size - Before[axis] - After[axis])]));
    }
}
