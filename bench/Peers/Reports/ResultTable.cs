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
            "spread", "GFLOP/s", "of FMA peak", "max error", "peer's", "disturbed");
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
                Error(result.MaxError),
                Error(result.PeerMaxError),
                Format.Invariant($"{100 * result.Disturbed:0} %"));
        }

        return table;
    }

    /// <summary>What stands below the table.</summary>
    public const string Note =
        """
        Medians of samples taken turn by turn; a ratio below 1: StaticNet is faster. The spread holds the pairs' own ratios from the tenth to the
        ninetieth per cent, in training and for oneDNN that of the turns. Rates count two operations for each multiply-add as declared, whatever the
        algorithm does. Errors are the largest against a double-precision reference, relative to the largest output: ours, and the peer's. In mode
        layer both ends are in the caller's order (NCHW); in mode kernel the changes of order are left out, as oneDNN's own figures leave them out.
        """;

    private static string Error(double? error) => error is { } value ? Format.Invariant($"{value:0.0e+0}") : "-";
}
