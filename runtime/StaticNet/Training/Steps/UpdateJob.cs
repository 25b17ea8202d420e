namespace StaticNet.Training;

/// <summary>
/// Sums the pieces' gradients and takes the optimizer's step, in one pass: block by block, each small enough to stay in
/// the first-level cache between the sum and the step. Elements do not interact, so threads take parts of the buffer.
/// </summary>
internal sealed class UpdateJob : ParallelJob
{
    /// <summary>Floats of one item.</summary>
    private const int PartLength = 8192;

    /// <summary>Floats summed at a time: 4 KB.</summary>
    private const int BlockLength = 1024;

    private readonly AlignedBuffer weights;
    private readonly Optimizer optimizer;
    private readonly AlignedBuffer[] scratch;
    private AlignedBuffer[] gradients = [];
    private int count;
    private float rate;
    private bool step;

    public UpdateJob(AlignedBuffer weights, Optimizer optimizer, int workers)
    {
        this.weights = weights;
        this.optimizer = optimizer;
        scratch = new AlignedBuffer[workers];
        for (int i = 0; i < workers; i++)
        {
            scratch[i] = new(BlockLength);
        }
    }

    public int Items => (weights.Length + PartLength - 1) / PartLength;

    /// <summary>Sum the first <paramref name="count"/> buffers and take a step.</summary>
    public void SetStep(AlignedBuffer[] gradients, int count, float rate)
    {
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
        int end = Math.Min((item + 1) * PartLength, weights.Length);
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

            optimizer.Update(start, weights.Span.Slice(start, length), sum, rate);
        }
    }
}
