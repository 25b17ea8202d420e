using BenchmarkDotNet.Attributes;
using Networks;

namespace StaticNet.Bench.Benchmarks;

/// <summary>Prediction through the generated code, one thread.</summary>
[MemoryDiagnoser]
public class PredictionBenchmarks
{
    private readonly LeNet5 leNet = new(seed: 1);
    private readonly OneConvolution convolution = new(seed: 1);
    private PredictionRun leNetOne = null!;
    private PredictionRun leNetMany = null!;
    private PredictionRun convolutionOne = null!;

    /// <summary>Makes the pictures and workspaces.</summary>
    [GlobalSetup]
    public void Setup()
    {
        leNetOne = new PredictionRun(leNet, 1);
        leNetMany = new PredictionRun(leNet, 64);
        convolutionOne = new PredictionRun(convolution, 1);
    }

    /// <summary>LeNet-5, one picture.</summary>
    [Benchmark]
    public void LeNet5() => leNetOne.Predict();

    /// <summary>LeNet-5, 64 pictures in one call.</summary>
    [Benchmark]
    public void LeNet5Batch64() => leNetMany.Predict();

    /// <summary>3x3 convolution, 64 to 64 channels at 56x56, in and out in the caller's order.</summary>
    [Benchmark]
    public void Convolution3x3() => convolutionOne.Predict();
}
