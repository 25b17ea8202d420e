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
    private readonly int classes;
    private readonly Scratch[] scratch;
    private double[] losses = [];
    private IDataset? data;

    public EvaluationJob(IPredictor network, Loss loss, int workers)
    {
        this.network = network;
        this.loss = loss;
        classes = Math.Max(2, network.Description.MainOutput.Length);
        scratch = new Scratch[workers];
        for (int i = 0; i < workers; i++)
        {
            scratch[i] = new(network, classes);
        }
    }

    public EvaluationResult Run(WorkerPool pool, IDataset data)
    {
        this.data = data;
        bool hasClasses = data.TargetLength == 0;
        int blocks = (data.Count + BlockSize - 1) / BlockSize;
        if (losses.Length < blocks)
        {
            losses = new double[blocks];
        }

        foreach (Scratch each in scratch)
        {
            Array.Clear(each.Confusion);
        }

        pool.Run(this, blocks);
        double sum = 0;
        for (int block = 0; block < blocks; block++)
        {
            sum += losses[block];
        }

        int[] confusion = new int[hasClasses ? classes * classes : 0];
        foreach (Scratch each in scratch)
        {
            for (int i = 0; i < confusion.Length; i++)
            {
                confusion[i] += each.Confusion[i];
            }
        }

        return new(data.Count, sum / data.Count, confusion, hasClasses ? classes : 0, (data as LabelledImages)?.ClassNames);
    }

    public override void Execute(int worker, int item)
    {
        Scratch mine = scratch[worker];
        NetworkDescription description = network.Description;
        NetworkOutput main = description.MainOutput;
        int length = main.Length;
        int rowLength = description.OutputLength;
        int first = item * BlockSize;
        int count = Math.Min(BlockSize, data!.Count - first);
        bool hasClasses = data.TargetLength == 0;
        for (int i = 0; i < count; i++)
        {
            data.CopyInput(first + i, mine.Inputs.AsSpan(i * description.InputLength, description.InputLength));
            if (hasClasses)
            {
                mine.Labels[i] = data.Label(first + i);
            }
            else
            {
                data.CopyTarget(first + i, mine.Vectors.AsSpan(i * length, length));
            }
        }

        Span<float> outputs = mine.Outputs.AsSpan(0, count * rowLength);
        network.Predict(mine.Inputs.AsSpan(0, count * description.InputLength), outputs, mine.Workspace);
        Targets targets = hasClasses
            ? Targets.Classes(mine.Labels.AsSpan(0, count))
            : Targets.Dense(mine.Vectors.AsSpan(0, count * length));
        losses[item] = loss.Evaluate(description, outputs, targets, default, 1f);
        for (int i = 0; hasClasses && i < count; i++)
        {
            mine.Confusion[(mine.Labels[i] * classes) + Loss.ClassOf(main.Of(outputs.Slice(i * rowLength, rowLength)))]++;
        }
    }

    /// <summary>What a worker needs for itself.</summary>
    private sealed class Scratch(IPredictor network, int classes)
    {
        public Workspace Workspace { get; } = network.CreateWorkspace();

        public float[] Inputs { get; } = new float[BlockSize * network.Description.InputLength];

        public float[] Outputs { get; } = new float[BlockSize * network.Description.OutputLength];

        public int[] Labels { get; } = new int[BlockSize];

        public float[] Vectors { get; } = new float[BlockSize * network.Description.MainOutput.Length];

        public int[] Confusion { get; } = new int[classes * classes];
    }
}
