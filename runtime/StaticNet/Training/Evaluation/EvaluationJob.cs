using StaticNet.Data;
using StaticNet.Threading;

namespace StaticNet.Training;

/// <summary>
/// Prediction over a dataset, in blocks that threads share; losses are summed in the order of the blocks.
/// </summary>
internal sealed class EvaluationJob : ParallelJob
{
    private const int BlockSize = 32;
    private readonly IPredictor network;
    private readonly Loss loss;
    private readonly Scratch[] scratch;
    private int classes;
    private double[] losses = [];
    private IDataset? data;

    public EvaluationJob(IPredictor network, Loss loss, int workers)
    {
        this.network = network;
        this.loss = loss;
        scratch = new Scratch[workers];
        for (int i = 0; i < workers; i++)
        {
            scratch[i] = new(network);
        }
    }

    public EvaluationResult Run(WorkerPool pool, IDataset data)
    {
        this.data = data;
        int labelsPerSample = LabelsOf(data);
        NetworkOutput main = network.Description.MainOutput;
        classes = labelsPerSample == 0 ? 0 : Math.Max(2, labelsPerSample == 1 ? main.Length : main.Shape[0]);
        int blocks = (data.Count + BlockSize - 1) / BlockSize;
        if (losses.Length < blocks)
        {
            losses = new double[blocks];
        }

        foreach (Scratch each in scratch)
        {
            each.SetClasses(classes);
        }

        pool.Run(this, blocks);
        double sum = 0;
        for (int block = 0; block < blocks; block++)
        {
            sum += losses[block];
        }

        long[] confusion = new long[classes * classes];
        foreach (Scratch each in scratch)
        {
            for (int i = 0; i < confusion.Length; i++)
            {
                confusion[i] += each.Confusion[i];
            }
        }

        return new(data.Count, sum / data.Count, confusion, classes, labelsPerSample > 1, (data as LabelledImages)?.ClassNames);
    }

    private static int LabelsOf(IDataset data) => data.TargetLength == 0 ? data.LabelsPerSample : 0;

    public override void Execute(int worker, int item)
    {
        Scratch mine = scratch[worker];
        NetworkDescription description = network.Description;
        NetworkOutput main = description.MainOutput;
        int length = main.Length;
        int rowLength = description.OutputLength;
        int first = item * BlockSize;
        int count = Math.Min(BlockSize, data!.Count - first);
        int perSample = LabelsOf(data);
        for (int i = 0; i < count; i++)
        {
            data.CopyInput(first + i, mine.Inputs.AsSpan(i * description.InputLength, description.InputLength));
            if (perSample > 0)
            {
                data.CopyLabels(first + i, mine.Labels.AsSpan(i * perSample, perSample));
            }
            else
            {
                data.CopyTarget(first + i, mine.Vectors.AsSpan(i * length, length));
            }
        }

        Span<float> outputs = mine.Outputs.AsSpan(0, count * rowLength);
        network.Predict(mine.Inputs.AsSpan(0, count * description.InputLength), outputs, mine.Workspace);
        Targets targets = perSample > 0
            ? Targets.ClassMaps(mine.Labels.AsSpan(0, count * perSample), perSample)
            : Targets.Dense(mine.Vectors.AsSpan(0, count * length));
        losses[item] = loss.Evaluate(description, outputs, targets, default, 1f);
        for (int i = 0; i < count * perSample; i++)
        {
            if (mine.Labels[i] != loss.IgnoredLabel)
            {
                ReadOnlySpan<float> output = main.Of(outputs.Slice(i / perSample * rowLength, rowLength));
                mine.Confusion[(mine.Labels[i] * classes) + Loss.ClassOf(output, i % perSample, perSample)]++;
            }
        }
    }

    /// <summary>What a worker needs for itself.</summary>
    private sealed class Scratch(IPredictor network)
    {
        public Workspace Workspace { get; } = network.CreateWorkspace();

        public float[] Inputs { get; } = new float[BlockSize * network.Description.InputLength];

        public float[] Outputs { get; } = new float[BlockSize * network.Description.OutputLength];

        public int[] Labels { get; } = new int[BlockSize * network.Description.MainOutput.Pixels];

        public float[] Vectors { get; } = new float[BlockSize * network.Description.MainOutput.Length];

        public long[] Confusion { get; private set; } = [];

        /// <summary>Begins to count, for so many classes.</summary>
        public void SetClasses(int classes)
        {
            if (Confusion.Length != classes * classes)
            {
                Confusion = new long[classes * classes];
            }

            Array.Clear(Confusion);
        }
    }
}
