using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// Names by kind and ordinal: conv1, relu1, conv2. An <c>As</c> replaces the name and keeps the count.
/// </summary>
internal sealed class LayerNames
{
    private readonly Dictionary<string, int> ordinals = [];

    public string Next(Layer layer, string? alias)
    {
        ordinals.TryGetValue(layer.Kind, out int ordinal);
        ordinals[layer.Kind] = ++ordinal;
        return alias ?? $"{layer.Kind}{ordinal}";
    }
}
