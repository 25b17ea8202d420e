using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StaticNet;

/// <summary>
/// Reads a safetensors file front to back: the header first, then tensor after tensor in the order of their data,
/// converted to single precision. The file's length is checked before any data where the stream knows it, else while
/// reading.
/// </summary>
internal sealed class SafeTensorsReader
{
    private const int ChunkBytes = 1 << 16;
    private readonly Stream stream;
    private readonly string source;
    private readonly byte[] chunk;
    private SafeTensorsEntry? current;
    private long pending;
    private int position;
    private int filled;

    public SafeTensorsReader(Stream stream, string source)
    {
        this.stream = stream;
        this.source = source;
        Header = ReadHeader();
        chunk = new byte[Math.Min(ChunkBytes, Math.Max(1, Header.DataLength))];
    }

    public SafeTensorsHeader Header { get; }

    /// <summary>Turns to a tensor; the one before it must have been read to its end.</summary>
    public void Begin(SafeTensorsEntry entry)
    {
        current = entry;
        pending = entry.End - entry.Start;
    }

    /// <summary>The current tensor's next values.</summary>
    public void Read(Span<float> values)
    {
        SafeTensorsType type = current!.Type;
        while (!values.IsEmpty)
        {
            if (type == SafeTensorsType.F32 && BitConverter.IsLittleEndian && position == filled)
            {
                ReadInto(MemoryMarshal.AsBytes(values));
                return;
            }

            if (filled - position < type.Bytes)
            {
                Fill(type.Bytes);
            }

            int count = Math.Min(values.Length, (filled - position) / type.Bytes);
            Decode(type, chunk.AsSpan(position, count * type.Bytes), values[..count]);
            position += count * type.Bytes;
            values = values[count..];
        }
    }

    /// <summary>To be called when all tensors are read.</summary>
    public void End()
    {
        if (stream.ReadByte() >= 0)
        {
            throw Trailing();
        }
    }

    private SafeTensorsHeader ReadHeader()
    {
        long? length = stream.CanSeek ? stream.Length - stream.Position : null;
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.PrefixLength];
        int read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read < prefix.Length)
        {
            throw new SafeTensorsException(
                $"{source}: {read} bytes are too few to hold the length of a header, which takes 8.", read);
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        ulong limit = (ulong)SafeTensorsHeader.MaxLength;
        if (headerLength > limit)
        {
            throw new SafeTensorsException(
                $"{source}, byte 0: a header of {headerLength} bytes is over the limit of {limit}.", 0);
        }

        if (length is { } total && headerLength > (ulong)(total - prefix.Length))
        {
            throw new SafeTensorsException(
                $"{source}, byte 0: a header of {headerLength} bytes does not fit into a file of {total}.", 0);
        }

        byte[] json = new byte[headerLength];
        read = stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        if (read < json.Length)
        {
            throw new SafeTensorsException(
                $"{source}: the file ends at byte {prefix.Length + read}, within its header.", prefix.Length + read);
        }

        var header = SafeTensorsHeader.Parse(json, source);
        if (length is { } known)
        {
            CheckLength(header, known);
        }

        return header;
    }

    private void CheckLength(SafeTensorsHeader header, long length)
    {
        long end = header.DataStart + header.DataLength;
        if (length < end)
        {
            SafeTensorsEntry cut = header.Entries.First(entry => header.DataStart + entry.End > length);
            throw new SafeTensorsException(
                $"{source}: the file ends at byte {length}, within tensor '{cut.Name}'; {end - length} bytes are missing.",
                length, cut.Name);
        }

        if (length > end)
        {
            throw Trailing(header);
        }
    }

    private SafeTensorsException Trailing(SafeTensorsHeader? header = null)
    {
        header ??= Header;
        long end = header.DataStart + header.DataLength;
        return new($"{source}, byte {end}: the file goes on behind its last tensor.", end);
    }

    /// <summary>Values that need no conversion, straight to their place.</summary>
    private void ReadInto(Span<byte> values)
    {
        int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        pending -= read;
        if (read < values.Length)
        {
            throw Truncated();
        }
    }

    private SafeTensorsException Truncated()
    {
        long end = Header.DataStart + current!.End - pending;
        return new($"{source}: the file ends at byte {end}, within tensor '{current.Name}'.", end, current.Name);
    }

    /// <summary>Moves what is left to the front and reads on, never beyond the current tensor.</summary>
    private void Fill(int least)
    {
        int left = filled - position;
        chunk.AsSpan(position, left).CopyTo(chunk);
        int wanted = (int)Math.Min(chunk.Length - left, pending);
        int read = stream.ReadAtLeast(chunk.AsSpan(left, wanted), Math.Max(0, least - left), throwOnEndOfStream: false);
        position = 0;
        filled = left + read;
        pending -= read;
        if (filled < least)
        {
            throw Truncated();
        }
    }

    /// <summary>Converts values to single precision.</summary>
    public static void Decode(SafeTensorsType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (type == SafeTensorsType.F32)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
            }
        }
        else if (type == SafeTensorsType.F64)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
            }
        }
        else if (type == SafeTensorsType.F16)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * sizeof(ushort))..]);
            }
        }
        else
        {
            // A bfloat16 is the upper half of a float.
            for (int i = 0; i < values.Length; i++)
            {
                int upper = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]);
                values[i] = BitConverter.Int32BitsToSingle(upper << 16);
            }
        }
    }
}
