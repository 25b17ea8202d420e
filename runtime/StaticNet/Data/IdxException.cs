namespace StaticNet.Data;

/// <summary>
/// A file is no valid IDX file, or not of the kind that is wanted. The message says what is wrong and where.
/// </summary>
public sealed class IdxException : FormatException
{
    /// <summary>A file that breaks the format.</summary>
    /// <param name="message">What is wrong and where.</param>
    /// <param name="byteOffset">Where in the file, after decompression; null when it has no one place.</param>
    /// <param name="innerException">What the decompression found, if it was the one to complain.</param>
    public IdxException(string message, long? byteOffset = null, Exception? innerException = null)
        : base(message, innerException) => ByteOffset = byteOffset;

    /// <summary>Where in the file, after decompression; null when it has no one place.</summary>
    public long? ByteOffset { get; }
}
