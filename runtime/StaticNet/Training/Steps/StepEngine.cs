using StaticNet.Threading;

namespace StaticNet.Training;

/// <summary>
/// One training step: the pieces of the batch forward and backward, then their gradients summed and the weights moved.
/// Allocates nothing once it has seen the largest batch.
/// </summary>
internal sealed class StepEngine
{
    /// <summary>
    /// Gradients held at a time, where the network is large: 64 MB. More pieces than that take several waves, whose sum is kept: of a
    /// network as large as ResNet-18 one thread holds the sum so far and the gradient of the piece it is at.
    /// </summary>
    private const long GradientBudgetFloats = 16L << 20;

    private readonly INetwork network;
    private readonly WorkerPool pool;
    private readonly PreparedWeights prepared;
    private readonly PieceJob pieceJob;
    private readonly UpdateJob updateJob;
    private readonly int mostBuffers;
    private AlignedBuffer[] gradients = [];

    public StepEngine(
        INetwork network, Loss loss, Optimizer optimizer, WorkerPool pool, long gradientBudgetFloats = GradientBudgetFloats)
    {
        this.network = network;
        this.pool = pool;
        prepared = network.CreatePreparedWeights();
        pieceJob = new(network, loss, prepared, pool.Count);
        updateJob = new(network.Weights, optimizer, pool.Count);
        int packed = network.Weights.Packed.Length;
        optimizer.Attach(packed);

        // At least one for the sum so far and one for each worker. The sums' order, and so their bits, is the same for
        // any number.
        mostBuffers = (int)Math.Clamp(gradientBudgetFloats / Math.Max(1, packed), pool.Count + 1, Array.MaxLength);
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes a step, unless the loss is not finite: then the weights stay as they are.</summary>
    /// <param name="source">The batch.</param>
    /// <param name="count">Its samples.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="seed">Chooses what dropout zeroes.</param>
    public StepResult Run(BatchSource source, int count, double rate, ulong seed)
    {
        int pieces = Pieces.Count(count);
        EnsureBuffers(Math.Min(pieces, mostBuffers));
        network.Prepare(prepared);
        pieceJob.SetBatch(source, count, RandomBits.Derive(seed, (ulong)Steps));
        int held = 0;
        for (int piece = 0; piece < pieces;)
        {
            if (held == gradients.Length)
            {
                updateJob.SetSum(gradients, held);
                pool.Run(updateJob, updateJob.Items);
                held = 1;
            }

            int wave = Math.Min(pieces - piece, gradients.Length - held);
            pieceJob.SetWave(piece, gradients, held);
            pool.Run(pieceJob, wave);
            piece += wave;
            held += wave;
        }

        StepResult result = pieceJob.Result();
        if (double.IsFinite(result.Loss))
        {
            updateJob.SetStep(gradients, held, count, (float)rate);
            pool.Run(updateJob, updateJob.Items);
            network.Weights.MarkChanged();
            Steps++;
        }

        return result;
    }

    private void EnsureBuffers(int count)
    {
        if (gradients.Length >= count)
        {
            return;
        }

        AlignedBuffer[] grown = new AlignedBuffer[count];
        gradients.CopyTo(grown, 0);
        for (int i = gradients.Length; i < count; i++)
        {
            grown[i] = new(network.Weights.Packed.Length);
        }

        gradients = grown;
    }
}
