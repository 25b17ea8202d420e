namespace StaticNet.Data;

/// <summary>A dataset in memory: inputs as floats, with a class, a map of classes or a target vector each.</summary>
public sealed class Samples : IDataset
{
    private readonly float[] inputs;
    private readonly int[] labels = [];
    private readonly float[] targets = [];

    /// <summary>Samples with classes.</summary>
    /// <param name="inputs">Inputs one after another.</param>
    /// <param name="labels">A class for each input, from 0.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    public Samples(float[] inputs, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        InputLength = Divide(inputs.Length, labels.Length, nameof(inputs));
        Count = labels.Length;
        this.inputs = inputs;
        this.labels = labels;
    }

    /// <summary>Samples with a class for each pixel of a map.</summary>
    /// <param name="inputs">Inputs one after another.</param>
    /// <param name="labels">Maps of classes one after another, each row by row. A label may be what the loss ignores: <see cref="Training.Loss.Ignoring"/>.</param>
    /// <param name="count">Number of samples.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    public Samples(float[] inputs, int[] labels, int count)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        InputLength = Divide(inputs.Length, count, nameof(inputs));
        LabelsPerSample = Divide(labels.Length, count, nameof(labels), "labels");
        Count = count;
        this.inputs = inputs;
        this.labels = labels;
    }

    /// <summary>Samples with target vectors.</summary>
    /// <param name="inputs">Inputs one after another.</param>
    /// <param name="targets">Target vectors one after another.</param>
    /// <param name="count">Number of samples.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    public Samples(float[] inputs, float[] targets, int count)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        InputLength = Divide(inputs.Length, count, nameof(inputs));
        TargetLength = Divide(targets.Length, count, nameof(targets));
        Count = count;
        this.inputs = inputs;
        this.targets = targets;
    }

    /// <inheritdoc />
    public int Count { get; }

    /// <inheritdoc />
    public int InputLength { get; }

    /// <inheritdoc />
    public int TargetLength { get; }

    /// <inheritdoc />
    public int LabelsPerSample { get; } = 1;

    /// <inheritdoc />
    public void CopyInput(int index, Span<float> destination) =>
        inputs.AsSpan(index * InputLength, InputLength).CopyTo(destination);

    /// <inheritdoc />
    /// <exception cref="NotSupportedException">Samples have maps of classes.</exception>
    public int Label(int index) => LabelsPerSample == 1
        ? labels[index]
        : throw new NotSupportedException($"These samples have {LabelsPerSample} classes each: CopyLabels copies them.");

    /// <inheritdoc />
    public void CopyLabels(int index, Span<int> destination) =>
        labels.AsSpan(index * LabelsPerSample, LabelsPerSample).CopyTo(destination);

    /// <inheritdoc />
    public void CopyTarget(int index, Span<float> destination) =>
        targets.AsSpan(index * TargetLength, TargetLength).CopyTo(destination);

    private static int Divide(int length, int count, string name, string what = "floats")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return length > 0 && length % count == 0
            ? length / count
            : throw new ArgumentException($"{length} {what} do not divide into {count} samples.", name);
    }
}
