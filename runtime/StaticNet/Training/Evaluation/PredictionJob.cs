namespace StaticNet.Training;

/// <summary>Prediction of pictures in the caller's memory, in blocks that threads share.</summary>
internal sealed unsafe class PredictionJob : ParallelJob
{
    private const int BlockSize = 8;
    private readonly IPredictor network;
    private readonly Workspace[] workspaces;
    private float* input;
    private float* output;
    private int count;

    public PredictionJob(IPredictor network, int workers)
    {
        this.network = network;
        workspaces = new Workspace[workers];
        for (int i = 0; i < workers; i++)
        {
            workspaces[i] = network.CreateWorkspace();
        }
    }

    public void Run(WorkerPool pool, ReadOnlySpan<float> input, Span<float> output)
    {
        NetworkDescription description = network.Description;
        count = input.Length / description.InputLength;
        if ((long)count * description.InputLength != input.Length)
        {
            throw new ArgumentException(
                $"{input.Length} floats are no whole number of pictures of {description.InputLength}.", nameof(input));
        }

        if (output.Length != (long)count * description.OutputLength)
        {
            throw new ArgumentException(
                $"{count} pictures have {(long)count * description.OutputLength} outputs, not {output.Length}.",
                nameof(output));
        }

        // The addresses are good only as long as the caller's memory is held in place, which is until the threads are
        // done.
        fixed (float* first = input)
        fixed (float* result = output)
        {
            this.input = first;
            this.output = result;
            pool.Run(this, (count + BlockSize - 1) / BlockSize);
        }
    }

    public override void Execute(int worker, int item)
    {
        int inputLength = network.Description.InputLength;
        int outputLength = network.Description.OutputLength;
        int first = item * BlockSize;
        int pictures = Math.Min(BlockSize, count - first);
        network.Predict(
            new ReadOnlySpan<float>(input + ((long)first * inputLength), pictures * inputLength),
            new Span<float>(output + ((long)first * outputLength), pictures * outputLength),
            workspaces[worker]);
    }
}
