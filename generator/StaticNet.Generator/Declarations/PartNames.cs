namespace StaticNet.Generator.Declarations;

/// <summary>
/// Names by kind and ordinal: conv1, relu1, conv2. An <c>As</c> replaces the name and keeps the count.
/// </summary>
internal sealed class PartNames
{
    private readonly Dictionary<string, int> ordinals = [];

    public string Next(string kind, string? alias)
    {
        ordinals.TryGetValue(kind, out int ordinal);
        ordinals[kind] = ++ordinal;
        return alias ?? $"{kind}{ordinal}";
    }
}
