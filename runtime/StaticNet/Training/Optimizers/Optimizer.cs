namespace StaticNet.Training;

/// <summary>
/// Turns gradients into changes of the weights, element by element over the flat packed buffer. Padding has gradient 0
/// and weight 0 and must keep it.
/// </summary>
public abstract class Optimizer
{
    /// <summary>An optimizer with a step size.</summary>
    /// <param name="learningRate">Step size over the course of a training.</param>
    protected Optimizer(LearningRate learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        LearningRate = learningRate;
    }

    /// <summary>Step size over the course of a training.</summary>
    public LearningRate LearningRate { get; }

    /// <summary>
    /// Makes whatever state the elements need, as if no step had been taken. Called once by each trainer.
    /// </summary>
    /// <param name="length">Length of the packed buffer.</param>
    public abstract void Attach(int length);

    /// <summary>
    /// Takes one step on a part of the buffer. Called for all parts of it, from several threads: a result must not
    /// depend on where parts begin, except that they begin at multiples of 64.
    /// </summary>
    /// <param name="start">Place of the part in the buffer.</param>
    /// <param name="weights">The part's weights.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="learningRate">Step size of this step.</param>
    public abstract void Update(int start, Span<float> weights, ReadOnlySpan<float> gradients, float learningRate);
}
