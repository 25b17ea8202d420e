namespace StaticNet.Training;

/// <summary>Where a batch's inputs and targets come from. Read by several threads at the same time.</summary>
internal abstract class BatchSource
{
    /// <summary>Floats of a target vector; 0 when there are classes.</summary>
    public abstract int TargetLength { get; }

    /// <summary>Classes of a sample; 0 when there are target vectors.</summary>
    public abstract int LabelsPerSample { get; }

    /// <summary>Copies some of the batch's samples out.</summary>
    /// <param name="first">The first of them within the batch.</param>
    /// <param name="count">How many.</param>
    /// <param name="inputs">Receives the inputs.</param>
    /// <param name="labels">Receives the classes, if there are classes.</param>
    /// <param name="vectors">Receives the target vectors otherwise.</param>
    public abstract void Copy(int first, int count, Span<float> inputs, Span<int> labels, Span<float> vectors);
}
