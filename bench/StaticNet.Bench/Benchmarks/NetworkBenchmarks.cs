using BenchmarkDotNet.Attributes;
using Networks;

namespace StaticNet.Bench.Benchmarks;

/// <summary>Prediction of whole networks through the generated code, one thread.</summary>
[MemoryDiagnoser]
public class NetworkBenchmarks
{
    private PredictionRun leNet = null!;
    private PredictionRun audio = null!;
    private PredictionRun volume = null!;

    /// <summary>Pictures in one call.</summary>
    [Params(1, 64)]
    public int Batch { get; set; }

    /// <summary>Makes the networks, pictures and workspaces.</summary>
    [GlobalSetup]
    public void Setup()
    {
        leNet = new PredictionRun(new LeNet5(seed: 1), Batch);
        audio = new PredictionRun(new AudioNet(seed: 1), Batch);
        volume = new PredictionRun(new VolumeNet(seed: 1), Batch);
    }

    /// <summary>LeNet-5 on 28x28.</summary>
    [Benchmark]
    public void LeNet5() => leNet.Predict();

    /// <summary>A network over one axis.</summary>
    [Benchmark]
    public void AudioNet() => audio.Predict();

    /// <summary>A network over three axes.</summary>
    [Benchmark]
    public void VolumeNet() => volume.Predict();
}
