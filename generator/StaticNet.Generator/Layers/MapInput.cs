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

    /// <summary>"rows", "columns", "slices", or "positions" on a single axis.</summary>
    public static string AxisName(int axis, int axes) => axes == 1 ? "positions" : (axes - axis) switch { 1 => "columns", 2 => "rows", _ => "slices" };
}
