namespace StaticNet.Training;

/// <summary>
/// A batch in the caller's memory. Spans cannot be handed to other threads, addresses can: they are set only while the
/// caller holds the memory in place and waits for the step.
/// </summary>
internal sealed unsafe class MemoryBatch : BatchSource
{
    private int inputLength;
    private int targetLength;
    private int labelsPerSample;
    private float* inputs;
    private int* labels;
    private float* vectors;

    public override int TargetLength => targetLength;

    public override int LabelsPerSample => labelsPerSample;

    public void Set(float* inputs, int inputLength, int* labels, int labelsPerSample, float* vectors, int targetLength)
    {
        this.inputs = inputs;
        this.inputLength = inputLength;
        this.labels = labels;
        this.labelsPerSample = labelsPerSample;
        this.vectors = vectors;
        this.targetLength = targetLength;
    }

    public override void Copy(int first, int count, Span<float> inputs, Span<int> labels, Span<float> vectors)
    {
        new ReadOnlySpan<float>(this.inputs + ((long)first * inputLength), count * inputLength).CopyTo(inputs);
        if (targetLength == 0)
        {
            new ReadOnlySpan<int>(this.labels + ((long)first * labelsPerSample), count * labelsPerSample).CopyTo(labels);
        }
        else
        {
            new ReadOnlySpan<float>(this.vectors + ((long)first * targetLength), count * targetLength).CopyTo(vectors);
        }
    }
}
