namespace StaticNet;

/// <summary>How far the loops of generated code are written out.</summary>
public enum Unroll
{
    /// <summary>
    /// Register tiles and filter taps are written out; loops over channels and rows remain, with a constant number of rounds.
    /// </summary>
    Default,

    /// <summary>
    /// Nothing loops in prediction: every operation is written out. For networks of few operations only; over the budget it is a build
    /// error.
    /// </summary>
    Full,
}
