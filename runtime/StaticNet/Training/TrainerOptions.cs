namespace StaticNet.Training;

/// <summary>How a network is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training data. Default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples of a step; the last one of an epoch may have fewer. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Threads that share the work; 0, the default, for as many as there are processors. The result has the same bits
    /// for any number: a batch is always worked on in pieces of 16.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Decides the order of samples and what dropout zeroes. The same seed gives the same bits. Default 0.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>Whether every epoch has an order of its own. Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>What is minimised. Default: cross-entropy.</summary>
    public Loss Loss { get; init; } = Loss.CrossEntropy;

    /// <summary>
    /// How weights move. Default: gradient descent with rate 0.05 and momentum 0.9. It holds the state of one training
    /// and is not to be shared by trainers.
    /// </summary>
    public Optimizer Optimizer { get; init; } = new Sgd(0.05, momentum: 0.9);

    /// <summary>
    /// Where progress is shown; null, the default, for nowhere. <see cref="ConsoleDisplay"/> is for programs.
    /// </summary>
    public ITrainingDisplay? Display { get; init; }
}
