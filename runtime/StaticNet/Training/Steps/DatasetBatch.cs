using StaticNet.Data;

namespace StaticNet.Training;

/// <summary>A batch out of a dataset, by a list of samples.</summary>
internal sealed class DatasetBatch : BatchSource
{
    private IDataset? data;
    private int[] order = [];
    private int start;

    public override int TargetLength => data!.TargetLength;

    public override int LabelsPerSample => data!.TargetLength == 0 ? data.LabelsPerSample : 0;

    /// <summary>Takes the samples from <paramref name="start"/> of a list on.</summary>
    public void Set(IDataset data, int[] order, int start)
    {
        this.data = data;
        this.order = order;
        this.start = start;
    }

    public override void Copy(int first, int count, Span<float> inputs, Span<int> labels, Span<float> vectors)
    {
        IDataset source = data!;
        int length = source.InputLength;
        int targetLength = source.TargetLength;
        int labelsPerSample = LabelsPerSample;
        for (int i = 0; i < count; i++)
        {
            int index = order[start + first + i];
            source.CopyInput(index, inputs.Slice(i * length, length));
            if (targetLength == 0)
            {
                source.CopyLabels(index, labels.Slice(i * labelsPerSample, labelsPerSample));
            }
            else
            {
                source.CopyTarget(index, vectors.Slice(i * targetLength, targetLength));
            }
        }
    }
}
