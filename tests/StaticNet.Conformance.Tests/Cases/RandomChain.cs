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

    private RandomChain(int seed, int mostChannels, int mostRows)
    {
        random = new Random(seed);
        this.mostChannels = mostChannels;
        Shape = [random.Next(1, mostChannels + 1), random.Next(1, mostRows + 1), random.Next(1, mostRows + 1)];
        value = MapShape.FromNetwork(Shape);
    }

    public int[] Shape { get; }

    public string Layers => string.Join(", ", layers);

    /// <summary>A chain of up to eight layers on a map of up to the given size.</summary>
    public static RandomChain Create(int seed, int mostChannels = 20, int mostRows = 18)
    {
        var chain = new RandomChain(seed, mostChannels, mostRows);
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
        int[] kernel = [1 + random.Next(Math.Min(5, value.Height + 2)), 1 + random.Next(Math.Min(5, value.Width + 2))];
        int[] divisors = [.. Enumerable.Range(1, value.Channels).Where(groups => value.Channels % groups == 0)];
        int groups = random.Next(3) == 0 ? divisors[random.Next(divisors.Length)] : 1;
        int filters = groups * (1 + random.Next(Math.Max(1, mostChannels / groups)));
        int[] padding = [.. Enumerable.Range(0, 4).Select(side => random.Next(1 + (kernel[side % 2] / 2) + (random.Next(6) == 0 ? 2 : 0)))];
        return $"Conv({filters}, {kernel[0]}, {kernel[1]}, Stride = {Pair(1, 4)}, Padding = {Text(padding)}, "
            + $"Dilation = {Pair(1, random.Next(4) == 0 ? 4 : 2)}, Groups = {groups}, Fit = Fit.{Fit()}{(random.Next(4) == 0 ? ", Bias = false" : "")})";
    }

    private string Pool(string kind, string options)
    {
        int[] kernel = [random.Next(1, 5), random.Next(1, 5)];
        int[] padding = [.. Enumerable.Range(0, 4).Select(side => random.Next(1 + (kernel[side % 2] / 2)))];
        string stride = random.Next(2) == 0 ? "" : $", Stride = {Pair(1, 4)}";
        return $"{kind}({kernel[0]}, {kernel[1]}{stride}, Padding = {Text(padding)}, Fit = Fit.{Fit()}{options})";
    }

    private string Fit() => random.Next(4) switch { 0 => "Exact", 1 => "Pad", _ => "Crop" };

    private string Pair(int least, int below) => Text([random.Next(least, below), random.Next(least, below)]);

    private static string Text(int[] values) => $"new[] {{ {string.Join(", ", values)} }}";
}
