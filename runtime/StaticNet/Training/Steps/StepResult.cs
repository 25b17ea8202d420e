namespace StaticNet.Training;

/// <summary>What one step saw, before it changed the weights.</summary>
/// <param name="Loss">
/// Mean over the batch: of the main output's loss, plus the further outputs' times their weights.
/// </param>
/// <param name="Correct">Labels that the network named; 0 where targets are vectors.</param>
/// <param name="Count">Samples.</param>
/// <param name="Labels">
/// Labels that there were to name: one for each sample, or for each pixel of their maps, but for ignored ones. 0 where targets are vectors.
/// </param>
public readonly record struct StepResult(double Loss, int Correct, int Count, int Labels);
