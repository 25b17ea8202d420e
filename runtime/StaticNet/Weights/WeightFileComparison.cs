namespace StaticNet;

/// <summary>
/// Compares a file's tensors with a network's parameters. Plain loops: LINQ over values would bring the whole type
/// loader into a NativeAOT program that only loads weights and predicts.
/// </summary>
internal static class WeightFileComparison
{
    /// <summary>The network's parameters by name, once the file is known to hold just these.</summary>
    /// <exception cref="WeightMismatchException">The file holds others; every difference is listed.</exception>
    public static Dictionary<string, ParameterInfo> Check(NetworkDescription network, SafeTensorsHeader header, string source)
    {
        Dictionary<string, ParameterInfo> parameters = new(network.Parameters.Count);
        foreach (ParameterInfo parameter in network.Parameters)
        {
            parameters.Add(parameter.Name, parameter);
        }

        HashSet<string> present = [];
        foreach (SafeTensorsEntry entry in header.Entries)
        {
            present.Add(entry.Name);
        }

        List<string> differences = [];
        foreach (ParameterInfo parameter in network.Parameters)
        {
            if (!present.Contains(parameter.Name))
            {
                differences.Add($"missing: {parameter.Name} {ShapeText(parameter)}");
            }
        }

        foreach (SafeTensorsEntry entry in header.Entries)
        {
            if (!parameters.TryGetValue(entry.Name, out ParameterInfo? parameter))
            {
                differences.Add($"unexpected: {entry}");
                continue;
            }

            if (!IsShape(entry, parameter))
            {
                differences.Add(
                    $"wrong shape: {entry.Name} is {entry.ShapeText} in the file and {ShapeText(parameter)} in the network");
            }

            if (!entry.Type.IsReal)
            {
                differences.Add($"wrong type: {entry.Name} is {entry.Type.Name} in the file; F32, F64, F16 and BF16 can be read");
            }
        }

        return differences.Count == 0 ? parameters : throw new WeightMismatchException(source, network.Name, differences);
    }

    private static bool IsShape(SafeTensorsEntry entry, ParameterInfo parameter)
    {
        bool same = entry.Shape.Length == parameter.Shape.Count;
        for (int axis = 0; same && axis < parameter.Shape.Count; axis++)
        {
            same = entry.Shape[axis] == parameter.Shape[axis];
        }

        return same;
    }

    private static string ShapeText(ParameterInfo parameter) => $"[{string.Join(", ", parameter.Shape)}]";
}
