namespace StaticNet;

/// <summary>
/// A file is no valid safetensors file, or holds other tensors than the network wants
/// (<see cref="WeightMismatchException"/>). The message says what is wrong and where. Nothing has been changed by the
/// attempt to load it.
/// </summary>
public class SafeTensorsException : FormatException
{
    /// <summary>A file that breaks the format.</summary>
    /// <param name="message">What is wrong and where.</param>
    /// <param name="byteOffset">Where in the file, counted from its first byte; null when it has no one place.</param>
    /// <param name="tensor">The tensor concerned, if it is about one.</param>
    /// <param name="innerException">What the JSON reader found, if it was the one to complain.</param>
    public SafeTensorsException(string message, long? byteOffset = null, string? tensor = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ByteOffset = byteOffset;
        Tensor = tensor;
    }

    /// <summary>Where in the file, counted from its first byte; null when it has no one place.</summary>
    public long? ByteOffset { get; }

    /// <summary>The tensor concerned, if it is about one.</summary>
    public string? Tensor { get; }
}
