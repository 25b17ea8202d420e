using System.Text.Json;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// The rate of the direct 3x3 convolution, 64 to 64 channels at 56x56, through the generated code of declared networks.
/// Rates count every tap of every output, as is usual; the taps that fall on the border's zeros are not computed.
/// </summary>
internal sealed record ConvolutionSample(int VectorBits, double KernelRate, double SingleRate, double Peak)
{
    private const int ExtraLayers = 2;

    /// <summary>The kernel's rate in per cent of the peak.</summary>
    public double KernelPercent => 100 * KernelRate / Peak;

    /// <summary>Measures in this process.</summary>
    public static ConvolutionSample Take(int rounds)
    {
        var one = new OneConvolution(seed: 1);
        var three = new ThreeConvolutions(seed: 1);
        using Affinity pinned = Affinity.Pin(1);
        TurnTimes times = Turns.Run(
            rounds,
            threads: 1,
            new Subject("one", new PredictionRun(one, 1).Predict),
            new Subject("three", new PredictionRun(three, 1).Predict));

        double gflop = 2e-9 * OneConvolution.MultiplyAdds;
        double kernel = (times.Milliseconds(1).Median - times.Milliseconds(0).Median) / ExtraLayers;
        return new ConvolutionSample(
            FmaPeak.WidestVector, gflop / kernel * 1000, gflop / times.Milliseconds(0).Median * 1000, times.Peak.Median);
    }

    /// <summary>One line that <see cref="Parse"/> reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static ConvolutionSample Parse(string json) =>
        JsonSerializer.Deserialize<ConvolutionSample>(json) ?? throw new MeasurementException("the child process printed no sample");
}
