using StaticNet.Threading;

namespace StaticNet.Training;

/// <summary>Forward pass, loss and backward pass of a batch's pieces, each into a gradient buffer of its own.</summary>
internal sealed class PieceJob : ParallelJob
{
    private readonly INetwork network;
    private readonly Loss loss;
    private readonly GradientEntry entry;
    private readonly PreparedWeights prepared;
    private readonly Scratch[] scratch;
    private double[] losses = [];
    private ClassCount[] counts = [];
    private BatchSource? source;
    private AlignedBuffer[] gradients = [];
    private int batch;
    private ulong seed;
    private int firstPiece;
    private int firstBuffer;

    public PieceJob(INetwork network, Loss loss, PreparedWeights prepared, int workers)
    {
        this.network = network;
        this.loss = loss;
        this.prepared = prepared;
        entry = loss.EntryFor(network.Description);
        scratch = new Scratch[workers];
        for (int i = 0; i < workers; i++)
        {
            scratch[i] = new(network);
        }
    }

    /// <summary>Turns to a batch.</summary>
    public void SetBatch(BatchSource source, int batch, ulong seed)
    {
        this.source = source;
        this.batch = batch;
        this.seed = seed;
        int pieces = Pieces.Count(batch);
        if (losses.Length < pieces)
        {
            losses = new double[pieces];
            counts = new ClassCount[pieces];
        }
    }

    /// <summary>Item i shall be piece firstPiece + i and go to buffer firstBuffer + i.</summary>
    public void SetWave(int firstPiece, AlignedBuffer[] gradients, int firstBuffer)
    {
        this.firstPiece = firstPiece;
        this.gradients = gradients;
        this.firstBuffer = firstBuffer;
    }

    /// <summary>The batch's result, summed in the order of the pieces.</summary>
    public StepResult Result()
    {
        double sum = 0;
        ClassCount count = default;
        for (int piece = 0; piece < Pieces.Count(batch); piece++)
        {
            sum += losses[piece];
            count += counts[piece];
        }

        return new(sum / batch, count.Correct, batch, count.Labels);
    }

    public override void Execute(int worker, int item)
    {
        NetworkDescription description = network.Description;
        Scratch mine = scratch[worker];
        TrainingWorkspace workspace = mine.Workspace;
        int piece = firstPiece + item;
        int first = piece * Pieces.Size;
        int count = Math.Min(Pieces.Size, batch - first);
        int length = description.TrainingOutputLength;

        source!.Copy(first, count, workspace.Input, mine.Labels, mine.Vectors);
        network.Forward(workspace, prepared, count, RandomBits.Derive(seed, (ulong)piece));

        ReadOnlySpan<float> outputs = workspace.Output[..(count * length)];
        int perSample = source.LabelsPerSample;
        Targets targets = perSample > 0
            ? Targets.ClassMaps(mine.Labels.AsSpan(0, count * perSample), perSample)
            : Targets.Dense(mine.Vectors.AsSpan(0, count * source.TargetLength));
        losses[piece] = loss.Evaluate(description, outputs, targets, workspace.OutputGradient[..outputs.Length], 1f / batch);
        counts[piece] = CountClasses(description.MainOutput, outputs, targets, count, length);

        workspace.ParameterGradient = gradients[firstBuffer + item];
        network.Backward(workspace, prepared, count, entry, inputGradient: false);
    }

    private ClassCount CountClasses(NetworkOutput main, ReadOnlySpan<float> outputs, Targets targets, int rows, int rowLength)
    {
        ClassCount count = default;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> output = main.Of(outputs.Slice(row * rowLength, rowLength));
            ReadOnlySpan<int> labels = targets.Labels.Slice(row * targets.LabelsPerSample, targets.LabelsPerSample);
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] != loss.IgnoredLabel)
                {
                    count += new ClassCount(Loss.ClassOf(output, i, labels.Length) == labels[i] ? 1 : 0, 1);
                }
            }
        }

        return count;
    }

    /// <summary>Labels, and how many of them the network named.</summary>
    private readonly record struct ClassCount(int Correct, int Labels)
    {
        public static ClassCount operator +(ClassCount a, ClassCount b) => new(a.Correct + b.Correct, a.Labels + b.Labels);
    }

    /// <summary>What a worker needs for itself.</summary>
    private sealed class Scratch(INetwork network)
    {
        public TrainingWorkspace Workspace { get; } = network.CreateTrainingWorkspace(Pieces.Size);

        public int[] Labels { get; } = new int[Pieces.Size * network.Description.MainOutput.Pixels];

        public float[] Vectors { get; } = new float[Pieces.Size * network.Description.MainOutput.Length];
    }
}
