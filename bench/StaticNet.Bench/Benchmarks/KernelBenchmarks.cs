using BenchmarkDotNet.Attributes;
using StaticNet.Bench.Figures;
using StaticNet.Generator.Planning;

namespace StaticNet.Bench.Benchmarks;

/// <summary>
/// The 3x3 convolutions of ResNet as kernels alone, by every algorithm, in the layout that the kernels read and write, one thread.
/// </summary>
public class KernelBenchmarks
{
    private Action kernel = null!;

    /// <summary>Channels, filters as many, at so many rows and columns.</summary>
    [Params("64@56", "128@28", "256@14", "512@7")]
    public string Shape { get; set; } = "";

    /// <summary>Plain sums, or Winograd's F(2x2, 3x3) or F(4x4, 3x3).</summary>
    [Params(nameof(ConvAlgorithm.Direct), nameof(ConvAlgorithm.Winograd2), nameof(ConvAlgorithm.Winograd4))]
    public string Algorithm { get; set; } = "";

    /// <summary>Emits and compiles the kernels.</summary>
    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('@').Select(int.Parse)];
        var map = new Layout(LayoutKind.Blocked, sizes[0], sizes[1], sizes[1], sizes[1]);
        kernel = AlgorithmMeasurement.Of(Enum.Parse<ConvAlgorithm>(Algorithm), map, map, taps: 3);
    }

    /// <summary>One convolution of one picture.</summary>
    [Benchmark]
    public void Convolution() => kernel();
}
