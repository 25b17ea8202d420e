namespace StaticNet.Training;

/// <summary>Where a training stands within an epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Samples">Samples of this epoch seen so far.</param>
/// <param name="EpochSamples">Samples of the whole epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far, as in <see cref="EpochReport"/>.</param>
/// <param name="Accuracy">
/// Share of samples of this epoch whose class was named, of maps that of their pixels, 0 to 1; NaN where targets are vectors.
/// </param>
/// <param name="SamplesPerSecond">Speed in this epoch.</param>
/// <param name="Remaining">Estimate of the time to the end of the training.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    int Samples,
    int EpochSamples,
    double Loss,
    double Accuracy,
    double SamplesPerSecond,
    TimeSpan Remaining);
