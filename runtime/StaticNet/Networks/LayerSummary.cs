namespace StaticNet;

/// <summary>One layer's row in a network's summary.</summary>
/// <param name="Name">The layer's name: <c>conv1</c>, or what <c>As</c> says.</param>
/// <param name="Kind">The layer as it is declared: <c>Conv 5x5</c>.</param>
/// <param name="OutputShape">Channels first, without the batch.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="MultiplyAdds">Multiplications with an addition, for one picture.</param>
/// <param name="ActivationBytes">Size of the output of one picture.</param>
/// <param name="ReceptiveField">
/// Input pixels that one output value sees, per spatial axis; empty where that has no meaning.
/// </param>
/// <param name="Inputs">Names of the layers whose outputs it reads, in order; <c>input</c> is what the caller hands in.</param>
public sealed record LayerSummary(
    string Name,
    string Kind,
    IReadOnlyList<int> OutputShape,
    long Parameters,
    long MultiplyAdds,
    long ActivationBytes,
    IReadOnlyList<int> ReceptiveField,
    IReadOnlyList<string> Inputs)
{
    /// <summary>What the caller hands in, as <see cref="Inputs"/> names it.</summary>
    public const string NetworkInput = "input";

    /// <summary>The name of the network's output that the layer's value is; null for values that stay inside.</summary>
    public string? OutputName { get; init; }
}
