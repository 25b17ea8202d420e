using System.Buffers.Binary;
using System.IO.Compression;

namespace StaticNet.Data;

/// <summary>
/// An array of unsigned bytes in the IDX format of the MNIST family: two zero bytes, the type of the elements, the
/// number of dimensions, each dimension in four bytes with the highest first, then the elements with the last dimension
/// running fastest. Gzip files are recognised by their first bytes and decompressed.
/// </summary>
public sealed class IdxFile
{
    private const int MagicLength = 4;
    private const byte UnsignedByte = 0x08;

    private IdxFile(int[] shape, byte[] values)
    {
        Shape = shape;
        Values = values;
    }

    /// <summary>Sizes: <c>[60000, 28, 28]</c> for pictures, <c>[60000]</c> for labels.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements, the last dimension running fastest.</summary>
    public ReadOnlyMemory<byte> Values { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">An IDX file, plain or gzip.</param>
    /// <exception cref="IdxException">It is malformed, or its elements are not unsigned bytes.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IdxFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(File.ReadAllBytes(path), Path.GetFileName(path));
    }

    /// <summary>Reads a file from a stream, from its position to its end.</summary>
    /// <param name="stream">An IDX file, plain or gzip; it stays open.</param>
    /// <inheritdoc cref="Read(string)" path="/exception" />
    public static IdxFile Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Parse(copy.ToArray(), "the stream");
    }

    private static IdxFile Parse(byte[] file, string source)
    {
        bool compressed = file.Length >= 2 && file[0] == 0x1F && file[1] == 0x8B;
        if (!compressed)
        {
            return Parse(new MemoryStream(file), source);
        }

        try
        {
            using var content = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            return Parse(content, source);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new IdxException($"{source}: the gzip data are damaged. {error.Message}", null, error);
        }
    }

    private static IdxFile Parse(Stream content, string source)
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        int read = content.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
        if (read < MagicLength)
        {
            throw new IdxException($"{source}: {read} bytes are too few for an IDX file, which begins with 4.", read);
        }

        if (magic[0] != 0 || magic[1] != 0)
        {
            throw new IdxException(
                $"{source}, byte 0: an IDX file begins with two zero bytes, not {magic[0]:X2} {magic[1]:X2}.", 0);
        }

        if (magic[2] != UnsignedByte)
        {
            throw new IdxException($"{source}, byte 2: elements must be unsigned bytes (08), not {TypeName(magic[2])}.", 2);
        }

        if (magic[3] == 0)
        {
            throw new IdxException($"{source}, byte 3: an IDX file has at least one dimension.", 3);
        }

        int[] shape = ReadShape(content, magic[3], source, out int length);
        byte[] values = ReadValues(content, length, MagicLength + (shape.Length * sizeof(int)), shape, source);
        return new(shape, values);
    }

    private static int[] ReadShape(Stream content, int dimensions, string source, out int length)
    {
        int[] shape = new int[dimensions];
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        long product = 1;
        for (int i = 0; i < dimensions; i++)
        {
            int offset = MagicLength + (i * sizeof(int));
            int read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
            {
                throw new IdxException(
                    $"{source}: the file ends at byte {offset + read}, within dimension {i + 1} of {dimensions}.",
                    offset + read);
            }

            shape[i] = BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (shape[i] < 1)
            {
                throw new IdxException(
                    $"{source}, byte {offset}: dimension {i + 1} is {(uint)shape[i]}; sizes go from 1 to 2^31 - 1.", offset);
            }

            product *= shape[i];
            if (product > Array.MaxLength)
            {
                throw new IdxException($"{source}, byte {offset}: more than {Array.MaxLength} elements.", offset);
            }
        }

        length = (int)product;
        return shape;
    }

    /// <summary>Grows with what is really there, so that a wrong size in the header cannot ask for gigabytes.</summary>
    private static byte[] ReadValues(Stream content, int length, int start, int[] shape, string source)
    {
        const int step = 1 << 24;
        byte[] values = new byte[Math.Min(length, step)];
        int filled = 0;
        while (true)
        {
            int read = content.ReadAtLeast(values.AsSpan(filled), values.Length - filled, throwOnEndOfStream: false);
            filled += read;
            if (filled < values.Length)
            {
                throw new IdxException(
                    $"{source}: the file ends at byte {(long)start + filled}; "
                    + $"{string.Join(" x ", shape)} elements go on to byte {(long)start + length}.",
                    (long)start + filled);
            }

            if (filled == length)
            {
                break;
            }

            Array.Resize(ref values, (int)Math.Min(length, 2L * values.Length));
        }

        if (content.ReadByte() >= 0)
        {
            throw new IdxException(
                $"{source}, byte {(long)start + length}: the file goes on behind its {string.Join(" x ", shape)} elements.",
                (long)start + length);
        }

        return values;
    }

    private static string TypeName(byte type) => type switch
    {
        0x09 => "signed bytes (09)",
        0x0B => "16-bit integers (0B)",
        0x0C => "32-bit integers (0C)",
        0x0D => "floats (0D)",
        0x0E => "doubles (0E)",
        _ => $"the unknown type {type:X2}",
    };
}
