using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests.Cases;

/// <summary>
/// Chains that nobody would write, but that are valid: each layer is drawn at random and kept if the reference can place it. The
/// same seed gives the same chain.
/// </summary>
internal sealed class RandomChain
{
    private readonly Random random;
    private readonly List<string> layers = [];
    private readonly int mostChannels;
    private MapShape value;

    private RandomChain(int seed, int mostChannels, int mostRows, int rank)
    {
        random = new Random(seed);
        this.mostChannels = mostChannels;
        Shape = [random.Next(1, mostChannels + 1), .. Draw(rank, _ => random.Next(1, mostRows + 1))];
        value = MapShape.FromNetwork(Shape);
    }

    public int[] Shape { get; }

    public string Layers => string.Join(", ", layers);

    /// <summary>A chain of up to eight layers on a map of up to the given size, over one to three spatial axes.</summary>
    public static RandomChain Create(int seed, int mostChannels = 20, int mostRows = 18, int rank = 2)
    {
        var chain = new RandomChain(seed, mostChannels, mostRows, rank);
        int length = chain.random.Next(1, 9);
        for (int attempt = 0; chain.layers.Count < length && attempt < 200; attempt++)
        {
            chain.Try(chain.value.IsVector ? chain.VectorLayer() : chain.MapLayer());
        }

        if (chain.value.IsVector && chain.random.Next(3) == 0)
        {
            chain.Try("Softmax");
        }

        return chain;
    }

    private void Try(string layer)
    {
        try
        {
            string chain = layers.Count == 0 ? layer : $"{Layers}, {layer}";
            value = ReferenceNetwork.Parse(Shape, chain).Output;
            layers.Add(layer);
        }
        catch (ArgumentException)
        {
            // It does not fit here; the next draw may.
        }
    }

    private string MapLayer() => random.Next(12) switch
    {
        < 4 => Conv(),
        4 => Pool("MaxPool", ", Dilation = " + random.Next(1, 3)),
        5 => Pool("AvgPool", random.Next(2) == 0 ? "" : ", CountPadding = true"),
        6 when layers.Count > 1 => "GlobalAvgPool",
        7 when layers.Count > 1 => "Flatten",
        8 when layers.Count > 0 => Dense(),
        _ => Activation(),
    };

    private string VectorLayer() => random.Next(3) == 0 ? Activation() : Dense();

    private string Activation() => random.Next(4) switch
    {
        0 => "Relu",
        1 => random.Next(2) == 0 ? "LeakyRelu" : "LeakyRelu(0.2)",
        2 => "Tanh",
        _ => "Sigmoid",
    };

    private string Dense() => $"Dense({random.Next(1, 40)}{(random.Next(4) == 0 ? ", Bias = false" : "")})";

    private string Conv()
    {
        int[] spatial = value.Spatial;
        int[] kernel = Draw(value.Rank, axis => 1 + random.Next(Math.Min(5, spatial[axis] + 2)));
        int[] divisors = [.. Enumerable.Range(1, value.Channels).Where(groups => value.Channels % groups == 0)];
        int groups = random.Next(3) == 0 ? divisors[random.Next(divisors.Length)] : 1;
        int filters = groups * (1 + random.Next(Math.Max(1, mostChannels / groups)));
        int[] padding = Draw(2 * value.Rank, side => random.Next(1 + (kernel[side % value.Rank] / 2) + (random.Next(6) == 0 ? 2 : 0)));
        return $"Conv({filters}, {Text(kernel)}, Stride = {PerAxis(1, 4)}, Padding = {Text(padding)}, "
            + $"Dilation = {PerAxis(1, random.Next(4) == 0 ? 4 : 2)}, Groups = {groups}, Fit = Fit.{Fit()}{(random.Next(4) == 0 ? ", Bias = false" : "")})";
    }

    private string Pool(string kind, string options)
    {
        int[] kernel = Draw(value.Rank, _ => random.Next(1, 5));
        int[] padding = Draw(2 * value.Rank, side => random.Next(1 + (kernel[side % value.Rank] / 2)));
        string stride = random.Next(2) == 0 ? "" : $", Stride = {PerAxis(1, 4)}";
        return $"{kind}({Text(kernel)}{stride}, Padding = {Text(padding)}, Fit = Fit.{Fit()}{options})";
    }

    private string Fit() => random.Next(4) switch { 0 => "Exact", 1 => "Pad", _ => "Crop" };

    private string PerAxis(int least, int below) => Text(Draw(value.Rank, _ => random.Next(least, below)));

    private static int[] Draw(int count, Func<int, int> draw) => [.. Enumerable.Range(0, count).Select(draw)];

    private static string Text(int[] values) => $"new[] {{ {string.Join(", ", values)} }}";
}
