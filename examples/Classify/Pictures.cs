using StaticNet.Data;

namespace Classify;

/// <summary>Grey pictures of the network's size.</summary>
internal sealed class Pictures
{
    private const int Side = 28;
    private const float Scale = 1f / 255;

    private readonly IdxFile file;

    private Pictures(IdxFile file, string source)
    {
        if (file.Shape is not [_, Side, Side])
        {
            throw new FormatException(
                $"{source} holds {string.Join(" x ", file.Shape)} values; pictures are count x {Side} x {Side}.");
        }

        this.file = file;
        Source = source;
    }

    /// <summary>Where they come from, as a person would say it.</summary>
    public string Source { get; }

    public int Count => file.Shape[0];

    /// <exception cref="FormatException">The file is malformed, or its pictures have another size.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Pictures FromFile(string path) => new(IdxFile.Read(path), path);

    public static Pictures Embedded()
    {
        using Stream resource = Resources.Open("pictures");
        return new(IdxFile.Read(resource), "the program");
    }

    /// <summary>Writes a picture as the network was trained on it: from 0 for black to 1 for white.</summary>
    public void CopyTo(Span<float> destination, int index)
    {
        ReadOnlySpan<byte> pixels = file.Values.Span.Slice(index * destination.Length, destination.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            destination[i] = pixels[i] * Scale;
        }
    }
}
