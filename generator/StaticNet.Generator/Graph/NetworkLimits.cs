using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// How large a network may be. Offsets in emitted code and lengths in the runtime are ints that count floats, and
/// layouts round channels up to whole vectors: so many values must fit in one int for a layer, for all parameters, and
/// for all activations together.
/// </summary>
internal sealed class NetworkLimits
{
    private long packedParameters;
    private long activations;

    public NetworkLimits(Shape input) => activations = PaddedLength(input) ?? 0;

    public static string Text => $"{int.MaxValue}";

    /// <summary>What of a value by itself is too large, as a message says it; null when it is not.</summary>
    public static string? ExceededBy(Shape shape) =>
        PaddedLength(shape) is { } length && length <= int.MaxValue ? null : $"its output {shape} has {Product(shape)} values";

    /// <summary>Counts a layer in; what becomes too large by it, or null.</summary>
    public string? Add(Placement placement)
    {
        if (ExceededBy(placement.Output) is { } output)
        {
            return output;
        }

        activations += PaddedLength(placement.Output)!.Value;
        if (activations > int.MaxValue)
        {
            return $"with it the activations have {activations} values";
        }

        packedParameters = Sizes.Sum(packedParameters, placement.PackedParameters) ?? long.MaxValue;
        if (placement.Parameters is not { } parameters)
        {
            return "its parameters cannot be counted";
        }

        if (packedParameters > int.MaxValue)
        {
            return $"it has {parameters} parameters, and with those before it they take {packedParameters} values";
        }

        return placement.MultiplyAdds is null ? "its multiply-adds cannot be counted" : null;
    }

    private static long? PaddedLength(Shape shape) =>
        Sizes.Product(Sizes.Blocks(shape.Channels), Sizes.Product(shape.Spatial));

    private static string Product(Shape shape) =>
        Sizes.Product(shape.Channels, Sizes.Product(shape.Spatial))?.ToString() ?? "more than 9223372036854775807";
}
