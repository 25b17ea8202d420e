using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>What stands around a padded map; the attribute's enum has the same members.</summary>
internal enum PadMode
{
    Constant,
    Reflect,
    Replicate,
}

/// <summary>Positions added around a map: <see cref="Before"/> and <see cref="After"/> every axis.</summary>
internal sealed partial record Pad(EquatableArray<int> Before, EquatableArray<int> After, PadMode Mode, float Value) : Layer
{
    public override string Kind => "pad";

    public static Pad Read(LayerArguments arguments)
    {
        (EquatableArray<int> before, EquatableArray<int> after) = MapInput.Sides(arguments, "padding");
        float value = arguments.Real("Value", 0, static value => !float.IsNaN(value) && !float.IsInfinity(value), "a finite number");
        PadMode mode = arguments.Choice<PadMode>("Mode");
        if (mode != PadMode.Constant && arguments.IsWritten("Value"))
        {
            arguments.Reject("Value", $"Value is that of PadMode.Constant; PadMode.{mode} takes the map's own");
        }

        return new Pad(before, after, mode, value);
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (!MapInput.Check("Pad", Before.Count, input, "it adds positions, and a vector has none", findings))
        {
            return null;
        }

        long[] output = new long[input.Rank];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            int least = Math.Min(Before[axis], After[axis]), most = Math.Max(Before[axis], After[axis]), size = input.Spatial[axis];
            if (least < 0)
            {
                findings.Report(DiagnosticIds.BadBorder, ["padding"], ["Pad", $"padding = {least} is negative", $" Crop({-(long)least}) takes positions away."]);
                return null;
            }

            if (Mode == PadMode.Reflect && most >= size)
            {
                int everywhere = input.Spatial.Min() - 1;
                string works = everywhere == 0 ? " PadMode.Replicate repeats the outermost." : $" padding = {everywhere} is the most on all sides.";
                findings.Report(
                    DiagnosticIds.BadBorder,
                    ["padding"],
                    ["Pad", $"PadMode.Reflect with padding = {most} mirrors {MapInput.AxisName(axis, input.Rank)} up to {most}, and they are 0 to {size - 1}", works],
                    [everywhere == 0 ? new Setting("Mode", "PadMode.Replicate") : new Setting("padding", $"{everywhere}")]);
                return null;
            }

            output[axis] = (long)size + Before[axis] + After[axis];
            if (output[axis] > int.MaxValue)
            {
                findings.Report(DiagnosticIds.TooLarge, ["padding"], ["Pad", $"along one axis it has {size}+{Before[axis]}+{After[axis]} positions", $"{int.MaxValue}"]);
                return null;
            }
        }

        return new Placement(this, new Shape(input.Channels, [.. output.Select(static size => (int)size)]));
    }
}
