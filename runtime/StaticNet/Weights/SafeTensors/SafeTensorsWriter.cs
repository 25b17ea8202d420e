using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StaticNet;

/// <summary>
/// Writes a safetensors file front to back: the header, then the values of the tensors in the order in which it lists
/// them.
/// </summary>
internal sealed class SafeTensorsWriter(Stream stream)
{
    /// <summary>Writes the header.</summary>
    /// <param name="tensors">Names and shapes of tensors in single precision, in the order of their data.</param>
    /// <param name="metadata">Strings to go with them.</param>
    /// <param name="alignment">What the place of the data in the file is to be a multiple of.</param>
    public void WriteHeader(
        IEnumerable<(string Name, IReadOnlyList<int> Shape)> tensors, IEnumerable<KeyValuePair<string, string>> metadata, int alignment = 8)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(SafeTensorsHeader.MetadataKey);
            foreach ((string key, string value) in metadata)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            long start = 0;
            foreach ((string name, IReadOnlyList<int> shape) in tensors)
            {
                start = WriteEntry(writer, name, shape, start);
            }

            writer.WriteEndObject();
        }

        // Spaces behind the header move the data to their place.
        int padded = ((SafeTensorsHeader.PrefixLength + json.WrittenCount + alignment - 1) / alignment * alignment) - SafeTensorsHeader.PrefixLength;
        json.GetSpan(padded - json.WrittenCount)[..(padded - json.WrittenCount)].Fill((byte)' ');
        json.Advance(padded - json.WrittenCount);
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)padded);
        stream.Write(prefix);
        stream.Write(json.WrittenSpan);
    }

    /// <summary>Appends values to the data.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    private static long WriteEntry(Utf8JsonWriter writer, string name, IReadOnlyList<int> shape, long start)
    {
        long count = 1;
        writer.WriteStartObject(name);
        writer.WriteString("dtype", SafeTensorsType.F32.Name);
        writer.WriteStartArray("shape");
        foreach (int size in shape)
        {
            writer.WriteNumberValue(size);
            count *= size;
        }

        writer.WriteEndArray();
        long end = start + (count * sizeof(float));
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(start);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return end;
    }
}
