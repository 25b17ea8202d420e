using StaticNet.Measurement;
using StaticNet.Peers.OneDnn;
using StaticNet.Peers.Profile;

namespace StaticNet.Peers.Comparison;

/// <summary>
/// Single convolutions against oneDNN's, both without the changes of layout at their ends: of ours the profile's steps of the layer. oneDNN
/// runs in a process of its own, several times, between our layers.
/// </summary>
internal sealed class KernelComparison(OneDnnPeer peer, int pairs)
{
    private const int Runs = 3;

    /// <summary>Two rows for each layer that has a Winograd form there, else one.</summary>
    public IReadOnlyList<ComparisonResult> Run(IReadOnlyList<PeerNetwork> layers)
    {
        var ours = new Dictionary<string, (double Milliseconds, NetworkProfile Profile)>();
        var theirs = new List<IReadOnlyList<OneDnnTime>> { peer.Run(threads: 1) };
        for (int run = 1; run < Runs; run++)
        {
            // The layers in as many parts as there are pauses between oneDNN's runs.
            foreach (PeerNetwork layer in layers.Where((_, index) => index % (Runs - 1) == run - 1))
            {
                NetworkProfile profile = NetworkProfile.Take(layer.Declaration(), batch: 1, threads: 1, training: false, pairs);
                ours[layer.Name] = (profile.Layers.Where(static row => row.Layer.Flop > 0).Sum(static row => row.WithoutRearranging), profile);
            }

            theirs.Add(peer.Run(threads: 1));
        }

        return
        [
            .. from layer in layers
               from time in theirs[0]
               where time.Layer == layer.Name
               select Result(layer.Name, ours[layer.Name], time.Algorithm, [.. theirs.SelectMany(run => run.Where(other => other.Layer == layer.Name && other.Algorithm == time.Algorithm))]),
        ];
    }

    private ComparisonResult Result(string layer, (double Milliseconds, NetworkProfile Profile) ours, string algorithm, IReadOnlyList<OneDnnTime> times)
    {
        var theirs = new Series(times.Select(static time => time.Milliseconds));
        return new ComparisonResult
        {
            Net = layer,
            Mode = "kernel",
            Threads = 1,
            Batch = 1,
            Ours = ours.Milliseconds,
            Peer = theirs.Median,
            PeerName = $"oneDNN {peer.Version} {algorithm}",
            Ratio = ours.Milliseconds / theirs.Median,
            RatioLow = ours.Milliseconds / theirs.Max,
            RatioHigh = ours.Milliseconds / theirs.Min,
            GflopPerSecond = 1e-6 * ours.Profile.Layers.Sum(static row => row.Layer.Flop) / ours.Milliseconds,
            PeakGflopPerSecond = ours.Profile.PeakGflopPerSecond,
            Disturbed = ours.Profile.Disturbed,
        };
    }
}
