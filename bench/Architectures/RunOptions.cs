namespace StaticNet.Bench;

/// <summary>How every architecture is put to work.</summary>
/// <param name="Batch">Pictures in the one batch that is trained on.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="LearningRate">Step size of stochastic gradient descent, with momentum 0.9.</param>
/// <param name="Seed">Chooses weights, pictures, and labels.</param>
internal sealed record RunOptions(int Batch, int Steps, double LearningRate, int Seed);
