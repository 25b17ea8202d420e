using BenchmarkDotNet.Attributes;

namespace StaticNet.Bench.Benchmarks;

/// <summary>Networks of one layer, one picture, one thread. Both ends are in the caller's order, so that changes of layout are in the times.</summary>
public class LayerBenchmarks
{
    private PredictionRun run = null!;

    /// <summary>The layer.</summary>
    [Params("3x3 64-64@56", "1x1 256-64@56", "depthwise 3x3 96@56", "7x7/2 3-64@224", "max 3x3/2 64@112", "LRN 96@55", "dense 2048-1000")]
    public string Layer { get; set; } = "";

    /// <summary>Makes the network, a picture and a workspace.</summary>
    [GlobalSetup]
    public void Setup() => run = new PredictionRun(
        Layer switch
        {
            "3x3 64-64@56" => new OneConvolution(seed: 1),
            "1x1 256-64@56" => new OnePointwise(seed: 1),
            "depthwise 3x3 96@56" => new OneDepthwise(seed: 1),
            "7x7/2 3-64@224" => new OneStem(seed: 1),
            "max 3x3/2 64@112" => new OnePool(seed: 1),
            "LRN 96@55" => new OneResponseNorm(seed: 1),
            "dense 2048-1000" => new OneDense(seed: 1),
            _ => throw new InvalidOperationException($"There is no layer {Layer}."),
        },
        1);

    /// <summary>Prediction.</summary>
    [Benchmark]
    public void Predict() => run.Predict();
}
