namespace StaticNet.Bench.Figures;

/// <summary>
/// One measured figure beside the goal it is held to; <see cref="Reached"/> is null where it has none or was not measured.
/// </summary>
internal sealed record Figure(string Name, string Value, string Goal, bool? Reached)
{
    /// <summary>A figure that gives context and has no goal of its own.</summary>
    public static Figure Context(string name, string value) => new(name, value, "", null);

    /// <summary>A figure that could not be taken, and why.</summary>
    public static Figure NotMeasured(string name, string reason) => new(name, $"not measured: {reason}", "", null);
}
