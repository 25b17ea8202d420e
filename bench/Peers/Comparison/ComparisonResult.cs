using System.Text.Json.Serialization;
using StaticNet.Measurement;

namespace StaticNet.Peers.Comparison;

/// <summary>One row of the comparison. Times are medians in milliseconds; the spread is that of the pairs' own ratios.</summary>
internal sealed record ComparisonResult
{
    /// <summary>The network's or layer's name.</summary>
    public required string Net { get; init; }

    /// <summary>predict, layer (both ends in the caller's order), kernel (a layer without the changes of order), scaling (several threads against one), or train.</summary>
    public required string Mode { get; init; }

    /// <summary>Threads given to both.</summary>
    public required int Threads { get; init; }

    /// <summary>Pictures in one run or step.</summary>
    public required int Batch { get; init; }

    /// <summary>Our time in milliseconds.</summary>
    public required double Ours { get; init; }

    /// <summary>The peer's time in milliseconds; null where the peer is not installed.</summary>
    public double? Peer { get; init; }

    /// <summary>The peer and its version.</summary>
    public string? PeerName { get; init; }

    /// <summary>Ours divided by the peer's: below 1 is faster.</summary>
    public double? Ratio { get; init; }

    /// <summary>A tenth of the pairs had a ratio below this.</summary>
    public double? RatioLow { get; init; }

    /// <summary>A tenth of the pairs had a ratio above this.</summary>
    public double? RatioHigh { get; init; }

    /// <summary>Our rate in GFLOP/s, with two operations for each multiply-add of the declared network.</summary>
    public required double GflopPerSecond { get; init; }

    /// <summary>The FMA peak of one core in GFLOP/s, measured between the samples.</summary>
    public required double PeakGflopPerSecond { get; init; }

    /// <summary>The part of the samples during which the machine was busy with something else, however often they were taken.</summary>
    public required double Disturbed { get; init; }

    /// <summary>The largest difference between the two outputs relative to the largest output; null where they were not compared.</summary>
    public double? Difference { get; init; }

    /// <summary>The largest error of our output against the double-precision reference, relative to the largest output.</summary>
    public double? MaxError { get; init; }

    /// <summary>The same of the peer's output.</summary>
    public double? PeerMaxError { get; init; }

    /// <summary>The part of the peak of all threads that our rate is, in per cent.</summary>
    [JsonIgnore]
    public double PercentOfPeak => 100 * GflopPerSecond / (PeakGflopPerSecond * Threads);

    /// <summary>The row of two subjects that were timed turn by turn: ours, then the peer.</summary>
    /// <param name="net">The network's or layer's name.</param>
    /// <param name="mode">What was compared.</param>
    /// <param name="threads">Threads of ours.</param>
    /// <param name="batch">Pictures in one run.</param>
    /// <param name="multiplyAdds">Multiply-adds of the declared network for one picture.</param>
    /// <param name="peerName">The peer and its version.</param>
    /// <param name="times">The samples.</param>
    public static ComparisonResult OfTurns(string net, string mode, int threads, int batch, long multiplyAdds, string peerName, TurnTimes times)
    {
        double ours = times.Milliseconds(0).Median, peer = times.Milliseconds(1).Median;
        Series ratio = times.Ratio(0, 1);
        return new ComparisonResult
        {
            Net = net,
            Mode = mode,
            Threads = threads,
            Batch = batch,
            Ours = ours,
            Peer = peer,
            PeerName = peerName,
            Ratio = ours / peer,
            RatioLow = ratio.Quantile(0.1),
            RatioHigh = ratio.Quantile(0.9),
            GflopPerSecond = 2e-6 * multiplyAdds * batch / ours,
            PeakGflopPerSecond = times.Peak.Median,
            Disturbed = times.Disturbed,
        };
    }

    /// <summary>Whether both rows are about the same, so that one takes the other's place in a file of results.</summary>
    public bool IsSameAs(ComparisonResult other) =>
        (Net, Mode, Threads, Batch, Engine(PeerName)) == (other.Net, other.Mode, other.Threads, other.Batch, Engine(other.PeerName));

    // "oneDNN 2.6.3 winograd": another version of a peer takes the place of the one before.
    private static string? Engine(string? peer) =>
        peer is null ? null : string.Join(' ', peer.Split(' ').Where(static word => !char.IsAsciiDigit(word[0])));
}
