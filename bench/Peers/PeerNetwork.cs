using Networks;

namespace StaticNet.Peers;

/// <summary>A declared network that the comparison knows by name: its class, and how to make one with seeded weights.</summary>
internal sealed record PeerNetwork(string Name, Type Declaration, Func<int, INetwork> Create, bool IsLayer = false)
{
    /// <summary>Whole networks, under the names of the published model list.</summary>
    public static IReadOnlyList<PeerNetwork> Networks { get; } =
    [
        new("lenet5", typeof(LeNet5), seed => new LeNet5(seed)),
    ];

    /// <summary>Single layers, named kernel, input and output channels, and size of the map.</summary>
    public static IReadOnlyList<PeerNetwork> Layers { get; } =
    [
        new("3x3_64_64_56", typeof(Conv3x3Map56), seed => new Conv3x3Map56(seed), IsLayer: true),
        new("3x3_128_128_28", typeof(Conv3x3Map28), seed => new Conv3x3Map28(seed), IsLayer: true),
        new("3x3_256_256_14", typeof(Conv3x3Map14), seed => new Conv3x3Map14(seed), IsLayer: true),
        new("3x3_512_512_7", typeof(Conv3x3Map7), seed => new Conv3x3Map7(seed), IsLayer: true),
        new("1x1_256_64_56", typeof(Conv1x1Narrowing), seed => new Conv1x1Narrowing(seed), IsLayer: true),
        new("1x1_64_256_56", typeof(Conv1x1Widening), seed => new Conv1x1Widening(seed), IsLayer: true),
    ];

    /// <summary>The networks called <paramref name="names"/> (separated by commas), or all where none is named.</summary>
    /// <exception cref="ArgumentException">There is no network of that name.</exception>
    public static IReadOnlyList<PeerNetwork> Choose(string? names) => string.IsNullOrWhiteSpace(names)
        ? Networks
        : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Find)];

    private static PeerNetwork Find(string name) =>
        Networks.Concat(Layers).FirstOrDefault(net => string.Equals(net.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"There is no network '{name}' here; there are {string.Join(", ", Networks.Concat(Layers).Select(net => net.Name))}.");
}
