using StaticNet.Measurement;
using StaticNet.Peers.Comparison;

namespace StaticNet.Peers.Reports;

/// <summary>The comparison as a table.</summary>
internal static class ResultTable
{
    /// <summary>One row for each result.</summary>
    public static MarkdownTable Build(IEnumerable<ComparisonResult> results)
    {
        var table = new MarkdownTable(
            "net", "mode", "threads", "batch", "StaticNet", "peer", "peer's time", "ratio",
            "spread (10-90 %)", "GFLOP/s", "of FMA peak", "max error", "disturbed");
        foreach (ComparisonResult result in results)
        {
            table.Add(
                result.Net,
                result.Mode,
                $"{result.Threads}",
                $"{result.Batch}",
                Format.Time(result.Ours),
                result.PeerName ?? "not installed",
                result.Peer is { } peer ? Format.Time(peer) : "-",
                result.Ratio is { } ratio ? Format.Invariant($"{ratio:0.00}") : "-",
                result.RatioLow is { } low && result.RatioHigh is { } high ? Format.Invariant($"{low:0.00}-{high:0.00}") : "-",
                Format.Invariant($"{result.GflopPerSecond:0.0}"),
                Format.Invariant($"{result.PercentOfPeak:0} % of {result.PeakGflopPerSecond * result.Threads:0}"),
                result.RelativeError is { } error ? Format.Invariant($"{error:0.0e+0}") : "-",
                Format.Invariant($"{100 * result.Disturbed:0} %"));
        }

        return table;
    }
}
