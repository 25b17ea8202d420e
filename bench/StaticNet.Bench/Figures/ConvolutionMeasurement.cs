using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>The direct convolution against the FMA peak of the same run, in AVX-512 and in AVX2.</summary>
internal sealed class ConvolutionMeasurement : IMeasurement
{
    /// <summary>The hidden verb by which this program calls itself under other JIT settings.</summary>
    public const string SampleVerb = "convolution-sample";

    private const double Goal = 92;

    public string Verb => "convolution";

    public string Description => "Direct 3x3 convolution, 64 to 64 channels at 56x56, against the FMA peak";

    public IEnumerable<Figure> Measure(bool quick)
    {
        string rounds = quick ? "15" : "60";
        if (FmaPeak.WidestVector >= 512)
        {
            yield return Describe("AVX-512", ConvolutionSample.Parse(ChildProcess.RunSelf([SampleVerb, rounds])));
        }
        else
        {
            yield return Figure.NotMeasured("3x3 convolution, AVX-512", "this processor has none");
        }

        if (FmaPeak.WidestVector >= 256)
        {
            // In a process of its own: with AVX-512 enabled the JIT would give the AVX2 form 32 registers.
            var avx2 = new Dictionary<string, string> { ["DOTNET_EnableAVX512"] = "0" };
            yield return Describe("AVX2", ConvolutionSample.Parse(ChildProcess.RunSelf([SampleVerb, rounds], avx2)));
        }
    }

    private static Figure Describe(string isa, ConvolutionSample sample) => new(
        $"3x3 convolution, 64@56, {isa}",
        FormattableString.Invariant($"{sample.KernelPercent:0.0} % ({sample.KernelRate:0.0} of {sample.Peak:0.0} GFLOP/s; ")
            + FormattableString.Invariant($"{sample.SingleRate:0.0} with both layout changes)"),
        $">= {Goal} % of the FMA peak",
        sample.KernelPercent >= Goal);
}
