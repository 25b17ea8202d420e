using System.ComponentModel;

namespace StaticNet;

/// <summary>
/// Copies of the weights in the order in which a backward pass reads them. Made anew by
/// <see cref="INetwork.PrepareBackward"/> after every change of the weights, then read by all backward passes of that
/// step.
/// </summary>
/// <param name="floats">Size of the buffer.</param>
public sealed class BackwardWeights(long floats)
{
    /// <summary>Memory of the generated code, which alone knows what lies where.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Buffer { get; } = new(floats);
}
