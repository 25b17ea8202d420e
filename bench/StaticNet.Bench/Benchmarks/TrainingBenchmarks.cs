using BenchmarkDotNet.Attributes;
using Networks;
using StaticNet.Measurement;

namespace StaticNet.Bench.Benchmarks;

/// <summary>A training step of LeNet-5 through the trainer, one thread.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private TrainingStep step = null!;

    /// <summary>Pictures in the step.</summary>
    [Params(16, 64)]
    public int Batch { get; set; }

    /// <summary>Makes the trainer.</summary>
    [GlobalSetup]
    public void Setup() => step = new TrainingStep(new LeNet5(seed: 1), Batch, threads: 1);

    /// <summary>Ends its threads.</summary>
    [GlobalCleanup]
    public void Cleanup() => step.Dispose();

    /// <summary>Forward, cross-entropy, backward, gradient descent.</summary>
    [Benchmark]
    public void LeNet5Step() => step.Run();
}
