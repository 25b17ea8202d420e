namespace StaticNet.Training;

/// <summary>One epoch, when it has ended.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Loss">
/// Mean loss over the epoch's batches, each before its step: the main output's, plus the further outputs' times their weights.
/// </param>
/// <param name="Accuracy">
/// Share of samples whose class was named, of maps that of their pixels, 0 to 1, likewise; NaN where targets are vectors.
/// </param>
/// <param name="Validation">How the network does on the validation data now; null without any.</param>
/// <param name="LearningRate">Step size of the last batch.</param>
/// <param name="Elapsed">Time of the epoch, validation included.</param>
/// <param name="SamplesPerSecond">Training samples per second, validation not counted.</param>
public sealed record EpochReport(
    int Epoch,
    int Epochs,
    double Loss,
    double Accuracy,
    EvaluationResult? Validation,
    double LearningRate,
    TimeSpan Elapsed,
    double SamplesPerSecond);
