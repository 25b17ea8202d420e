namespace StaticNet.Training;

/// <summary>A training, when it has ended.</summary>
/// <param name="Epochs">The epochs that were finished.</param>
/// <param name="Cancelled">Whether it was cancelled. The weights are then those after the last whole step.</param>
/// <param name="Elapsed">Time of it all.</param>
public sealed record TrainingResult(IReadOnlyList<EpochReport> Epochs, bool Cancelled, TimeSpan Elapsed);
