using StaticNet.Threading;

namespace StaticNet.Training;

/// <summary>
/// Sums the pieces' gradients and takes the optimizer's step, in one pass: block by block, each small enough to stay in
/// the first-level cache between the sum and the step. Elements do not interact, so threads take parts of the buffer.
/// State, which lies behind all trainable parameters, moves by the mean of what the pictures ask for, whatever the
/// optimizer.
/// </summary>
internal sealed class UpdateJob : ParallelJob
{
    /// <summary>Floats of one item.</summary>
    private const int PartLength = 8192;

    /// <summary>Floats summed at a time: 4 KB.</summary>
    private const int BlockLength = 1024;

    private readonly Weights weights;
    private readonly int trainable;
    private readonly Optimizer optimizer;
    private readonly AlignedBuffer[] scratch;
    private AlignedBuffer[] gradients = [];
    private int count;
    private int batch;
    private float rate;
    private bool step;

    public UpdateJob(Weights weights, Optimizer optimizer, int workers)
    {
        this.weights = weights;
        trainable = weights.Description.TrainableLength;
        this.optimizer = optimizer;
        scratch = new AlignedBuffer[workers];
        for (int i = 0; i < workers; i++)
        {
            scratch[i] = new(BlockLength);
        }
    }

    public int Items => (weights.Packed.Length + PartLength - 1) / PartLength;

    /// <summary>
    /// Sum the first <paramref name="count"/> buffers, of a batch of <paramref name="batch"/> pictures, and take a step.
    /// </summary>
    public void SetStep(AlignedBuffer[] gradients, int count, int batch, float rate)
    {
        this.batch = batch;
        this.gradients = gradients;
        this.count = count;
        this.rate = rate;
        step = true;
    }

    /// <summary>
    /// Only sum the first <paramref name="count"/> buffers, into the first one, to make room for more pieces.
    /// </summary>
    public void SetSum(AlignedBuffer[] gradients, int count)
    {
        this.gradients = gradients;
        this.count = count;
        step = false;
    }

    public override void Execute(int worker, int item)
    {
        int end = Math.Min((item + 1) * PartLength, weights.Packed.Length);
        for (int start = item * PartLength; start < end; start += BlockLength)
        {
            int length = Math.Min(BlockLength, end - start);
            if (!step)
            {
                GradientSum.Compute(gradients, count, start, gradients[0].Span.Slice(start, length));
                continue;
            }

            // A single piece needs no sum and no copy.
            Span<float> sum = count == 1 ? gradients[0].Span.Slice(start, length) : scratch[worker].Span[..length];
            if (count > 1)
            {
                GradientSum.Compute(gradients, count, start, sum);
            }

            Span<float> part = weights.Packed.Span.Slice(start, length);
            int optimized = Math.Clamp(trainable - start, 0, length);
            if (optimized > 0)
            {
                optimizer.Update(start, part[..optimized], sum[..optimized], rate);
            }

            MoveState(part[optimized..], sum[optimized..]);
        }
    }

    private void MoveState(Span<float> state, ReadOnlySpan<float> changes)
    {
        float share = 1f / batch;
        for (int i = 0; i < state.Length; i++)
        {
            state[i] += changes[i] * share;
        }
    }
}
