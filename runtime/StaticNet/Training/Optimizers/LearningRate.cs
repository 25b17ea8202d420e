namespace StaticNet.Training;

/// <summary>The step size over the course of a training. A number stands for a constant rate.</summary>
public abstract class LearningRate
{
    /// <summary>
    /// The rate of a step outside any course, as
    /// <see cref="Trainer.TrainStep(ReadOnlySpan{float}, ReadOnlySpan{int})"/> takes it.
    /// </summary>
    public abstract double Base { get; }

    /// <summary>The rate of one step.</summary>
    /// <param name="step">Steps before this one.</param>
    /// <param name="steps">Steps of the whole training.</param>
    public abstract double At(long step, long steps);

    /// <summary>The same rate for every step.</summary>
    /// <param name="rate">Not negative.</param>
    public static LearningRate Constant(double rate) => new ConstantRate(rate);

    /// <summary>
    /// Half a cosine, from <paramref name="rate"/> down to <paramref name="final"/>: final + (rate - final) (1 + cos(pi
    /// t / T)) / 2 for step t of T. Loshchilov and Hutter, <see href="https://arxiv.org/abs/1608.03983">SGDR</see>
    /// (2017), without restarts.
    /// </summary>
    /// <param name="rate">Where it begins.</param>
    /// <param name="final">Where it would be one step after the last.</param>
    /// <param name="warmUp">
    /// Share of all steps, 0 to 1, in which the rate first rises evenly to <paramref name="rate"/>; the cosine takes
    /// the rest.
    /// </param>
    public static LearningRate Cosine(double rate, double final = 0, double warmUp = 0) => new CosineRate(rate, final, warmUp);

    /// <summary>A constant rate.</summary>
    /// <param name="rate">Not negative.</param>
    public static implicit operator LearningRate(double rate) => new ConstantRate(rate);
}
