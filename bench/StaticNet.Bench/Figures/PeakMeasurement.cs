using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>The machine's own limit, by vector width.</summary>
internal sealed class PeakMeasurement : IMeasurement
{
    public string Verb => "peak";

    public string Description => "FMA peak of one core by vector width";

    public IEnumerable<Figure> Measure(bool quick)
    {
        int bursts = quick ? 20 : 200;
        using Affinity pinned = Affinity.Pin(1);
        foreach (int bits in (int[])[512, 256])
        {
            if (bits > FmaPeak.WidestVector)
            {
                yield return Figure.NotMeasured($"FMA peak, {bits}-bit vectors", "this processor has none");
                continue;
            }

            FmaPeak.Burst(bits);
            Series peak = Undisturbed.Take(bursts, () => FmaPeak.Burst(bits));
            yield return Figure.Context(
                $"FMA peak, {bits}-bit vectors",
                FormattableString.Invariant($"{peak.Median:0.0} GFLOP/s (10-90 %: {peak.Quantile(0.1):0.0}-{peak.Quantile(0.9):0.0})"));
        }
    }
}
