namespace StaticNet;

/// <summary>How a file holds a network's weights.</summary>
public enum WeightFormat
{
    /// <summary>
    /// Safetensors in PyTorch's order with the names of the declaration: what other programs read and write, and what outlives changes of
    /// this library.
    /// </summary>
    SafeTensors,

    /// <summary>
    /// In the order in which the network's code reads them, for <see cref="Weights.Map"/>: a file that is used where it lies. It serves the
    /// declaration and the version of this library that it was made with, which check it; another one asks for it to be saved again.
    /// </summary>
    Packed,
}
