using StaticNet.Generator;
using StaticNet.Peers.Declared;

namespace StaticNet.Peers;

/// <summary>What a row of the comparison is about.</summary>
internal enum NetworkKind
{
    /// <summary>A whole network.</summary>
    Network,

    /// <summary>One convolution. Both ends are in the caller's order, so that a time holds the changes of layout as well.</summary>
    Layer,

    /// <summary>Sixteen convolutions of one shape or of a pair: the changes of layout at the ends are spread over all of them.</summary>
    Chain,
}

/// <summary>A network that the comparison knows by the name that it has in the published model list (gen_models.py).</summary>
/// <param name="Name">That name, without the list's prefix for layers and chains.</param>
/// <param name="Kind">Network, layer or chain.</param>
/// <param name="ClassName">The class on which it is declared.</param>
internal sealed record PeerNetwork(string Name, NetworkKind Kind, string ClassName)
{
    /// <summary>Whole networks.</summary>
    public static IReadOnlyList<PeerNetwork> Networks { get; } =
    [
        new("lenet5", NetworkKind.Network, "LeNet5") { TrainingBatch = 64 },
        new("cifar_cnn", NetworkKind.Network, "CifarCnn") { TrainingBatch = 64 },
        new("alexnet", NetworkKind.Network, "AlexNet"),
        new("vgg16", NetworkKind.Network, "Vgg16"),
        new("googlenet", NetworkKind.Network, "GoogLeNet"),
        new("resnet18", NetworkKind.Network, "ResNet18") { TrainingBatch = 8 },
        new("resnet50", NetworkKind.Network, "ResNet50"),
        new("mobilenet_v2", NetworkKind.Network, "MobileNetV2"),
    ];

    /// <summary>Single layers, named kernel, input and output channels, and size of the map.</summary>
    public static IReadOnlyList<PeerNetwork> Layers { get; } =
    [
        Layer("3x3_64_64_56", 64, 64, 56, 3),
        Layer("3x3_128_128_28", 128, 128, 28, 3),
        Layer("3x3_256_256_14", 256, 256, 14, 3),
        Layer("3x3_512_512_7", 512, 512, 7, 3),
        Layer("1x1_256_64_56", 256, 64, 56, 1),
        Layer("1x1_64_256_56", 64, 256, 56, 1),
        Layer("1x1_1024_256_14", 1024, 256, 14, 1),
        Layer("1x1_512_2048_7", 512, 2048, 7, 1),
        Layer("7x7s2_3_64_224", 3, 64, 224, 7, stride: 2),
        Layer("vgg_3_64_224", 3, 64, 224, 3),
        Layer("vgg_64_64_224", 64, 64, 224, 3),
        Layer("vgg_64_128_112", 64, 128, 112, 3),
        Layer("vgg_128_128_112", 128, 128, 112, 3),
        Layer("vgg_256_256_56", 256, 256, 56, 3),
        Layer("vgg_512_512_28", 512, 512, 28, 3),
        Layer("vgg_512_512_14", 512, 512, 14, 3),
        Chain("3x3_64_56", 64, 56),
        Chain("3x3_128_28", 128, 28),
        Chain("3x3_256_14", 256, 14),
        Chain("3x3_512_7", 512, 7),
        Chain("1x1_64_256_56", 256, 56, through: 64),
        Chain("1x1_256_1024_14", 1024, 14, through: 256),
        Chain("1x1_512_2048_7", 2048, 7, through: 512),
    ];

    /// <summary>The networks whose training PyTorch's script measures.</summary>
    public static IReadOnlyList<PeerNetwork> Trained { get; } = [.. Networks.Where(static net => net.TrainingBatch > 0)];

    /// <summary>Pictures in a training step of PyTorch's script; 0 for what it does not train.</summary>
    public int TrainingBatch { get; private init; }

    /// <summary>The text that declares it, for those that are not declared in a file.</summary>
    public string? Source { get; private init; }

    /// <summary>Its name in the published model list.</summary>
    public string ModelName => Kind == NetworkKind.Layer ? $"layer_{Name}" : Name;

    /// <summary>Every network, layer and chain.</summary>
    public static IEnumerable<PeerNetwork> All => Networks.Concat(Layers);

    /// <summary>The networks called <paramref name="names"/> (separated by commas), or <paramref name="otherwise"/> where none is named.</summary>
    /// <exception cref="ArgumentException">There is no network of that name.</exception>
    public static IReadOnlyList<PeerNetwork> Choose(string? names, IReadOnlyList<PeerNetwork> otherwise) => string.IsNullOrWhiteSpace(names)
        ? otherwise
        : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Find)];

    /// <summary>The declaration called <paramref name="name"/>: a name that the comparison knows, or a class's.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It has errors.</exception>
    public static NetworkAnalysis Declared(string name) => Known(name)?.Declaration()
        ?? NetworkDeclarations.Find(name)
        ?? throw new ArgumentException(
            $"There is no network '{name}' here; there are {string.Join(", ", All.Select(net => net.Name).Concat(NetworkDeclarations.Names))}.");

    /// <summary>The declaration, as the generator reads it.</summary>
    /// <exception cref="InvalidOperationException">It has errors.</exception>
    public NetworkAnalysis Declaration() => Source is { } source
        ? NetworkDeclarations.Of(source, ClassName)
        : NetworkDeclarations.Find(ClassName) ?? throw new InvalidOperationException($"{ClassName} is declared nowhere.");

    /// <summary>The generated network with weights of <paramref name="seed"/>, to predict or also to be trained.</summary>
    public IPredictor Create(bool training, int seed) => NetworkCompiler.Create(Declaration(), training, seed);

    /// <summary>What the comparison knows by a name, its class or its name in the published list; null if nothing.</summary>
    public static PeerNetwork? Known(string name) =>
        All.FirstOrDefault(net => Same(net.Name, name) || Same(net.ModelName, name) || Same(net.ClassName, name));

    private static PeerNetwork Find(string name) => Known(name)
        ?? throw new ArgumentException($"There is no network '{name}' here; there are {string.Join(", ", All.Select(net => net.Name))}.");

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static PeerNetwork Layer(string name, int channels, int filters, int size, int kernel, int stride = 1) =>
        Write(name, NetworkKind.Layer, channels, size, Convolution(filters, kernel, stride));

    private static PeerNetwork Chain(string name, int channels, int size, int? through = null) => Write(
        $"chain16_{name}",
        NetworkKind.Chain,
        channels,
        size,
        string.Join(", ", Enumerable.Range(0, 16).Select(i =>
            through is { } middle ? Convolution(i % 2 == 0 ? middle : channels, 1, 1) : Convolution(channels, 3, 1))));

    private static PeerNetwork Write(string name, NetworkKind kind, int channels, int size, string layers) =>
        new(name, kind, $"N{name}") { Source = $"[Network({channels}, {size}, {size})]\n[{layers}]\npublic partial class N{name};" };

    private static string Convolution(int filters, int kernel, int stride) =>
        $"Conv({filters}, {kernel}, Stride = {stride}, Padding = {kernel / 2}, Fit = Fit.Crop)";
}
