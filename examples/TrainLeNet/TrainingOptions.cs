namespace TrainLeNet;

/// <summary>How to train, and on what.</summary>
/// <param name="Epochs">Passes over the training pictures.</param>
/// <param name="BatchSize">Pictures to a step.</param>
/// <param name="LearningRate">The rate of the first step; it falls to zero along half a cosine.</param>
/// <param name="Momentum">How much of the last step's direction the next one keeps.</param>
/// <param name="WeightDecay">The share of each weight that is added to its gradient.</param>
/// <param name="Seed">Sets the initial weights and the order of the pictures.</param>
/// <param name="Threads">Threads that share a step; the result does not depend on it.</param>
/// <param name="DataDirectory">The directory of a full set, or null for the part that this program carries.</param>
/// <param name="OutputPath">Where the weights go.</param>
internal sealed record TrainingOptions(
    int Epochs,
    int BatchSize,
    double LearningRate,
    double Momentum,
    double WeightDecay,
    int Seed,
    int Threads,
    DirectoryInfo? DataDirectory,
    FileInfo OutputPath);
