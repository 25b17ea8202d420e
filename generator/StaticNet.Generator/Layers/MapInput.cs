using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>What layers over the positions of a map ask of their input.</summary>
internal static class MapInput
{
    /// <summary>True when there are <paramref name="axes"/> spatial axes, the network's own number; reports a value that has none or others.</summary>
    public static bool Check(string layer, int axes, Shape input, string why, FindingList findings)
    {
        if (input.Rank == axes && axes > 0)
        {
            return true;
        }

        findings.Report(DiagnosticIds.WrongInput, [], [layer, "a map", input.ToString(), why]);
        return false;
    }

    /// <summary>What a layer adds to the sides of a map or takes from them; of Pad.Same, which only a window can tell, nothing.</summary>
    public static (EquatableArray<int> Before, EquatableArray<int> After) Sides(LayerArguments arguments, string name)
    {
        (EquatableArray<int> before, EquatableArray<int> after) = arguments.Padding(name);
        if (!before.Contains(Window.Same))
        {
            return (before, after);
        }

        arguments.Reject(name, $"{name} must be numbers; Pad.Same is what a window needs, and {arguments.LayerName} has none");
        EquatableArray<int> zeros = [.. before.Select(static _ => 0)];
        return (zeros, zeros);
    }

    /// <summary>"rows", "columns", "slices", or "positions" on a single axis.</summary>
    public static string AxisName(int axis, int axes) => axes == 1 ? "positions" : (axes - axis) switch { 1 => "columns", 2 => "rows", _ => "slices" };
}
