using StaticNet.Measurement;

namespace StaticNet.Peers.Comparison;

/// <summary>A prediction that several threads share against the same prediction on one of them, turn by turn.</summary>
internal sealed class ScalingComparison(int threads, int batch, int pairs)
{
    private const int WeightSeed = 1;

    /// <summary>Times both; the ratio is the part of one thread's time that the others leave.</summary>
    public ComparisonResult Run(PeerNetwork net)
    {
        IPredictor network = net.Create(training: false, WeightSeed);
        using Workspace alone = network.CreateWorkspace(1), shared = network.CreateWorkspace(threads);
        var random = new Random(WeightSeed);
        float[] pictures = [.. Enumerable.Range(0, batch * network.Description.InputLength).Select(_ => (2 * random.NextSingle()) - 1)];
        float[] answers = new float[batch * network.Description.OutputLength];
        TurnTimes times = Turns.Run(
            pairs,
            threads,
            new Subject($"{threads} threads", () => network.Predict(pictures, answers, shared)),
            new Subject("one thread", () => network.Predict(pictures, answers, alone)));

        double ours = times.Milliseconds(0).Median, peer = times.Milliseconds(1).Median;
        Series ratio = times.Ratio(0, 1);
        return new ComparisonResult
        {
            Net = net.Name,
            Mode = "scaling",
            Threads = threads,
            Batch = batch,
            Ours = ours,
            Peer = peer,
            PeerName = "StaticNet on one thread",
            Ratio = ours / peer,
            RatioLow = ratio.Quantile(0.1),
            RatioHigh = ratio.Quantile(0.9),
            GflopPerSecond = 2e-6 * network.Description.MultiplyAdds * batch / ours,
            PeakGflopPerSecond = times.Peak.Median,
            Disturbed = times.Disturbed,
        };
    }
}
