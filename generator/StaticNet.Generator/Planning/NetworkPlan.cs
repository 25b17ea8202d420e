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
internal sealed record Preparation(int Length, EquatableArray<StepGroup> Steps, Arena Arena);

/// <summary>The programs of a training step and the memory they need.</summary>
internal sealed record TrainingPlan(
    Preparation Preparation, EquatableArray<StepGroup> Forward, EquatableArray<StepGroup> Backward, Arena Arena);

/// <summary>
/// Everything the emitter writes down: the program of a prediction with its preparation and the memory it needs, and those of training for a network that
/// can be trained.
/// </summary>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    EquatableArray<ParameterPlan> Parameters,
    int PackedLength,
    Preparation Preparation,
    EquatableArray<StepGroup> Predict,
    Arena PredictArena,
    TrainingPlan? Training);
