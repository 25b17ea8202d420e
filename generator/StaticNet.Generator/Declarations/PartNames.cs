namespace StaticNet.Generator.Declarations;

/// <summary>
/// Names by kind and ordinal: conv1, relu1, conv2. An <c>As</c> replaces the name and keeps the count.
/// </summary>
internal sealed class PartNames
{
    private readonly Dictionary<string, int> ordinals = [];

    /// <summary>Names end up in those of properties, which are written in PascalCase and without separators.</summary>
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public string Next(string kind, string? alias)
    {
        ordinals.TryGetValue(kind, out int ordinal);
        ordinals[kind] = ++ordinal;
        return alias ?? $"{kind}{ordinal}";
    }

    /// <summary>Whether no other name of this scope looks like this one.</summary>
    public bool Take(string name) => taken.Add(name.Replace("_", string.Empty));
}
