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

        return ComparisonResult.OfTurns(net.Name, "scaling", threads, batch, network.Description.MultiplyAdds, "StaticNet on one thread", times);
    }
}
