namespace StaticNet.Conformance.Tests.Cases;

/// <summary>
/// One row of the list: a network as its attributes declare it, and how many pictures to run. The row drives every check: value,
/// parity of instruction sets, gradient, guarded memory, limits of the emitted code, and timing in bench.
/// </summary>
/// <param name="Name">What the row is called in test names; also the name of the declared class.</param>
/// <param name="Shape">The network's input, channels first.</param>
/// <param name="Layers">The layer attributes, as they are written between brackets.</param>
/// <param name="Batch">Pictures in a batch.</param>
internal sealed record NetworkCase(string Name, int[] Shape, string Layers, int Batch = 2)
{
    /// <summary>What else the Network attribute says: <c>Training = false</c>.</summary>
    public string? Options { get; init; }

    /// <summary>The declaration as a user writes it.</summary>
    public string Source => $"""
        [Network({string.Join(", ", Shape)}{(Options is null ? "" : $", {Options}")})]
        [{Layers}]
        public partial class {Name};
        """;

    public override string ToString() => Name;
}
