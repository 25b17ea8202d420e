using System.Text.Json.Serialization;

namespace StaticNet.Peers.Comparison;

/// <summary>One row of the comparison. Times are medians in milliseconds; the spread is that of the pairs' own ratios.</summary>
internal sealed record ComparisonResult
{
    /// <summary>The network's or layer's name.</summary>
    public required string Net { get; init; }

    /// <summary>predict, layer or train.</summary>
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

    /// <summary>The largest difference between the outputs relative to the largest output; null without a peer.</summary>
    public double? RelativeError { get; init; }

    /// <summary>The part of the peak of all threads that our rate is, in per cent.</summary>
    [JsonIgnore]
    public double PercentOfPeak => 100 * GflopPerSecond / (PeakGflopPerSecond * Threads);
}
