using StaticNet.Measurement;
using StaticNet.Peers.Torch;

namespace StaticNet.Peers.Comparison;

/// <summary>
/// Training steps against PyTorch's. PyTorch runs in a process of its own, so the turns are longer: some samples of ours, then one run of
/// theirs, several times over.
/// </summary>
/// <param name="threads">Threads of both.</param>
/// <param name="batch">Pictures in a step; null for each network's usual number.</param>
/// <param name="pairs">Samples of ours.</param>
internal sealed class TrainingComparison(int threads, int? batch, int pairs)
{
    private const int Turns = 3;
    private const int WeightSeed = 1;

    private readonly TorchPeer? torch = TorchPeer.Find();

    /// <summary>Times the steps of all <paramref name="nets"/>; without PyTorch ours alone.</summary>
    /// <exception cref="ArgumentException">PyTorch's script trains one of them with another batch.</exception>
    public IReadOnlyList<ComparisonResult> Run(IReadOnlyList<PeerNetwork> nets)
    {
        Subject[] subjects = [.. nets.Select(net => new Subject(net, (INetwork)net.Create(training: true, WeightSeed), batch ?? net.TrainingBatch, threads))];
        for (int turn = 0; turn < Turns; turn++)
        {
            foreach (Subject subject in subjects)
            {
                subject.Turns.Add(Measurement.Turns.Run(
                    (pairs + Turns - 1) / Turns, threads, new Measurement.Subject("StaticNet", subject.Step.Run)));
            }

            if (torch is not null)
            {
                IReadOnlyDictionary<string, TorchStep> theirs = torch.Steps([.. nets.Select(static net => net.Name)], threads);
                foreach (Subject subject in subjects)
                {
                    TorchStep step = theirs[subject.Net.Name];
                    subject.Theirs.Add(step.Batch == subject.Batch
                        ? step.Milliseconds
                        : throw new ArgumentException($"PyTorch's script trains {subject.Net.Name} with a batch of {step.Batch}, not {subject.Batch}."));
                }
            }
        }

        if (torch is null)
        {
            Console.WriteLine($"PyTorch is left out: {TorchPeer.Missing}.");
        }

        ComparisonResult[] results = [.. subjects.Select(Result)];
        foreach (Subject subject in subjects)
        {
            subject.Step.Dispose();
        }

        return results;
    }

    private ComparisonResult Result(Subject subject)
    {
        double[] ours = [.. subject.Turns.Select(static turn => turn.Milliseconds(0).Median)];
        double median = new Series(ours).Median;
        var result = new ComparisonResult
        {
            Net = subject.Net.Name,
            Mode = "train",
            Threads = threads,
            Batch = subject.Batch,
            Ours = median,
            GflopPerSecond = 1e-6 * subject.Step.Flop / median,
            PeakGflopPerSecond = new Series(subject.Turns.Select(static turn => turn.Peak.Median)).Median,
            Disturbed = subject.Turns.Average(static turn => turn.Disturbed),
        };
        if (torch is null)
        {
            return result;
        }

        var ratio = new Series(ours.Zip(subject.Theirs, static (a, b) => a / b));
        double peer = new Series(subject.Theirs).Median;
        return result with
        {
            Peer = peer,
            PeerName = $"PyTorch {torch.Version}",
            Ratio = median / peer,
            RatioLow = ratio.Min,
            RatioHigh = ratio.Max,
        };
    }

    private sealed class Subject(PeerNetwork net, INetwork network, int batch, int threads)
    {
        public PeerNetwork Net { get; } = net;

        public int Batch { get; } = batch;

        public TrainingStep Step { get; } = new(network, batch, threads);

        public List<TurnTimes> Turns { get; } = [];

        public List<double> Theirs { get; } = [];
    }
}
