using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Planning;

/// <summary>How the initial values of a parameter are drawn.</summary>
internal enum InitializationRule
{
    Zero,
    He,
    Glorot,
    Constant,
    LeCun,
}

/// <summary>What a parameter is to its layer, by the runtime's names.</summary>
internal enum ParameterRole
{
    Weight,
    Bias,
    State,
}

/// <summary>
/// A parameter tensor in the packed buffer. <see cref="Axes"/> holds, per axis of <see cref="Shape"/>, the C# expression of the runtime's
/// PackedAxis that maps an index to its offset.
/// </summary>
internal sealed record ParameterPlan(
    string Name,
    EquatableArray<int> Shape,
    ParameterRole Role,
    InitializationRule Initialization,
    int FanIn,
    int FanOut,
    int Offset,
    int Length,
    EquatableArray<string> Axes)
{
    /// <summary>What every element begins with under <see cref="InitializationRule.Constant"/>.</summary>
    public float InitialValue { get; init; }
}

/// <summary>What a program makes of the weights before it reads them: how many floats, and by which steps.</summary>
/// <param name="Length">Floats.</param>
/// <param name="Steps">All steps in order.</param>
/// <param name="Parts">The same steps in parts that have no memory in common, those that write most first: threads may take them in any order.</param>
/// <param name="Arena">Where buffers lie.</param>
internal sealed record Preparation(int Length, EquatableArray<StepGroup> Steps, EquatableArray<EquatableArray<Step>> Parts, Arena Arena)
{
    /// <summary>4 MB, a millisecond's work, from which on a second thread is worth starting.</summary>
    private const int LeastShared = 1024 * 1024;

    /// <summary>Whether threads share the work.</summary>
    public bool IsShared => Length >= LeastShared && Parts.Count > 1;
}

/// <summary>The programs of a training step and the memory they need.</summary>
internal sealed record TrainingPlan(
    Preparation Preparation, EquatableArray<StepGroup> Forward, EquatableArray<StepGroup> Backward, Arena Arena);

/// <summary>The program of a prediction and the memory it needs.</summary>
internal sealed record PredictionPlan(Preparation Preparation, EquatableArray<StepGroup> Steps, Arena Arena)
{
    /// <summary>Multiply-adds of steps that can be split, some 60 microseconds, from which on threads share the work on one picture.</summary>
    private const long LeastShared = 3_000_000;

    /// <summary>Pictures taken at a time: enough that dense layers read their weights seldom.</summary>
    private const int MostPictures = 32;

    /// <summary>64 MB, which what exists of every picture at a time shall not exceed.</summary>
    private const int MostPictureFloats = 16 * 1024 * 1024;

    private readonly long split = Steps.Sum(static group => group.Steps.Sum(static step => step.Kernel.Units > 1 ? step.Kernel.Work : 0));

    /// <summary>Whether threads share the work on one picture. Where all is written out, a thread's share would be another text: one does it all.</summary>
    public bool IsShared => !IsUnrolled && split >= LeastShared;

    /// <summary>Pictures taken at a time.</summary>
    public int Chunk => IsUnrolled ? 1 : Math.Max(1, Math.Min(MostPictures, MostPictureFloats / Math.Max(1, Arena.PerPicture)));

    /// <summary>Whether the code for a picture is written out without loops; then it takes one at a time.</summary>
    public bool IsUnrolled { get; init; }

    /// <summary>Floats of a workspace, for each of its threads.</summary>
    public long WorkspaceFloats => Arena.Fixed + ((long)Arena.PerPicture * Chunk);
}

/// <summary>
/// Everything the emitter writes down: the program of a prediction, and those of training for a network that can be trained.
/// </summary>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    EquatableArray<ParameterPlan> Parameters,
    int PackedLength,
    PredictionPlan Prediction,
    TrainingPlan? Training);
