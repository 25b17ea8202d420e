namespace StaticNet;

/// <summary>Compares a file's tensors with a network's parameters.</summary>
internal static class WeightFileComparison
{
    /// <summary>The network's parameters by name, once the file is known to hold just these.</summary>
    /// <exception cref="WeightMismatchException">The file holds others; every difference is listed.</exception>
    public static Dictionary<string, ParameterInfo> Check(NetworkDescription network, SafeTensorsHeader header, string source)
    {
        Dictionary<string, ParameterInfo> parameters = network.Parameters.ToDictionary(static parameter => parameter.Name);
        HashSet<string> present = [.. header.Entries.Select(static entry => entry.Name)];
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

            if (!entry.Shape.SequenceEqual(parameter.Shape.Select(static size => (long)size)))
            {
                differences.Add($"wrong shape: {entry.Name} is {entry.ShapeText} in the file and {ShapeText(parameter)} in the network");
            }

            if (!entry.Type.IsReal)
            {
                differences.Add($"wrong type: {entry.Name} is {entry.Type.Name} in the file; F32, F64, F16 and BF16 can be read");
            }
        }

        return differences.Count == 0 ? parameters : throw new WeightMismatchException(source, network.Name, differences);
    }

    private static string ShapeText(ParameterInfo parameter) => $"[{string.Join(", ", parameter.Shape)}]";
}
