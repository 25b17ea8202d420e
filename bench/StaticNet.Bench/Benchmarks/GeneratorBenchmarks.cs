using BenchmarkDotNet.Attributes;
using StaticNet.Bench.Figures;

namespace StaticNet.Bench.Benchmarks;

/// <summary>
/// The generator on LeNet-5's source, new compilation and new driver each time; the compilation is made within the time, too.
/// </summary>
public class GeneratorBenchmarks
{
    /// <summary>One run.</summary>
    [Benchmark]
    public double LeNet5() => GeneratorMeasurement.FreshRun();
}
