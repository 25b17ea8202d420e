using StaticNet.Measurement;
using StaticNet.Peers.Torch;

namespace StaticNet.Peers.Comparison;

/// <summary>
/// A training step against PyTorch's. PyTorch runs in a process of its own, so the turns are longer: some samples of ours, then one run of
/// theirs, several times over.
/// </summary>
internal sealed class TrainingComparison(int threads, int batch, int pairs)
{
    private const int Turns = 3;
    private const int WeightSeed = 1;

    private readonly TorchPeer? torch = TorchPeer.Find();

    /// <summary>Times the step; without PyTorch ours alone.</summary>
    public ComparisonResult Run(PeerNetwork net)
    {
        using var step = new TrainingStep((INetwork)net.Create(training: true, WeightSeed), batch, threads);
        var ours = new double[Turns];
        var peaks = new double[Turns];
        var theirs = new double[Turns];
        double disturbed = 0;
        for (int turn = 0; turn < Turns; turn++)
        {
            TurnTimes times = Measurement.Turns.Run((pairs + Turns - 1) / Turns, threads, new Subject("StaticNet", step.Run));
            ours[turn] = times.Milliseconds(0).Median;
            peaks[turn] = times.Peak.Median;
            disturbed += times.Disturbed / Turns;
            theirs[turn] = torch is null ? double.NaN : Theirs(net.Name);
        }

        double median = new Series(ours).Median;
        var result = new ComparisonResult
        {
            Net = net.Name,
            Mode = "train",
            Threads = threads,
            Batch = batch,
            Ours = median,
            GflopPerSecond = 1e-6 * step.Flop / median,
            PeakGflopPerSecond = new Series(peaks).Median,
            Disturbed = disturbed,
        };
        if (torch is null)
        {
            Console.WriteLine($"PyTorch is left out: {TorchPeer.Missing}.");
            return result;
        }

        var ratio = new Series(ours.Zip(theirs, (a, b) => a / b));
        double peer = new Series(theirs).Median;
        return result with
        {
            Peer = peer,
            PeerName = $"PyTorch {torch.Version}",
            Ratio = median / peer,
            RatioLow = ratio.Min,
            RatioHigh = ratio.Max,
        };
    }

    private double Theirs(string name)
    {
        (double milliseconds, int theirBatch) = torch!.Step(name, threads);
        return theirBatch == batch
            ? milliseconds
            : throw new ArgumentException($"PyTorch's script trains {name} with a batch of {theirBatch}, not {batch}.");
    }
}
