using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace StaticNet;

/// <summary>
/// Reads the JSON of a safetensors header token by token, since each has one place where it may stand.
/// </summary>
internal ref struct SafeTensorsHeaderParser(ReadOnlySpan<byte> json, string source)
{
    /// <summary>Far beyond any file, and small enough that sums with it do not overflow.</summary>
    private const long MaxNumber = 1L << 62;

    private readonly HashSet<string> names = [];
    private Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });

    public List<SafeTensorsEntry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The byte of the header at which reading stands.</summary>
    public readonly long Position => reader.TokenStartIndex;

    public void Parse()
    {
        reader.Read();
        Expect(JsonTokenType.StartObject, null, "the header must be an object");
        while (NextKey() is { } name)
        {
            if (!names.Add(name))
            {
                Fail($"'{name}' appears twice", name);
            }

            if (name == SafeTensorsHeader.MetadataKey)
            {
                ReadMetadata();
            }
            else
            {
                ReadTensor(name);
            }
        }

        // Only spaces may follow; the reader throws at anything else.
        reader.Read();
    }

    private void ReadMetadata()
    {
        reader.Read();
        Expect(JsonTokenType.StartObject, SafeTensorsHeader.MetadataKey, "must be an object of strings");
        while (NextKey() is { } key)
        {
            reader.Read();
            Expect(JsonTokenType.String, SafeTensorsHeader.MetadataKey, $"the value of '{key}' must be a string");
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                Fail($"'{key}' appears twice", SafeTensorsHeader.MetadataKey);
            }
        }
    }

    private void ReadTensor(string name)
    {
        long offset = SafeTensorsHeader.PrefixLength + Position;
        SafeTensorsType? type = null;
        long[]? shape = null;
        long[]? places = null;
        reader.Read();
        Expect(JsonTokenType.StartObject, name, "must be an object with dtype, shape and data_offsets");
        while (NextKey() is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    reader.Read();
                    Expect(JsonTokenType.String, name, "dtype must be a string");
                    type = SafeTensorsType.Find(reader.GetString()!);
                    if (type is null)
                    {
                        Fail($"dtype '{reader.GetString()}' is not known", name);
                    }

                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(name, key);
                    break;
                case "data_offsets" when places is null:
                    places = ReadNumbers(name, key);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    Fail($"{key} appears twice", name);
                    break;
                default:
                    Fail($"'{key}' is not part of a tensor's description", name);
                    break;
            }
        }

        if (type is null || shape is null || places is null)
        {
            Fail($"{(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")} is missing", name);
        }

        CheckLength(name, type, shape, places);
        Entries.Add(new(name, type, shape, places[0], places[1], offset));
    }

    private readonly void CheckLength(string name, SafeTensorsType type, long[] shape, long[] places)
    {
        if (places.Length != 2 || places[0] > places[1])
        {
            Fail($"data_offsets must be a begin and an end, not [{string.Join(", ", places)}]", name);
        }

        long length = places[1] - places[0];
        UInt128 expected = (UInt128)type.Bytes;
        foreach (long size in shape)
        {
            expected *= (UInt128)size;

            // Sizes are below 2^63, so that a product kept below it cannot overflow; a zero further on makes any
            // product 0.
            if (expected > long.MaxValue && !shape.Contains(0))
            {
                Fail($"shape [{string.Join(", ", shape)}] is too large", name);
            }

            expected = UInt128.Min(expected, long.MaxValue);
        }

        if (expected != (UInt128)length)
        {
            Fail($"{type.Name} [{string.Join(", ", shape)}] takes {expected} bytes, but data_offsets span {length}", name);
        }
    }

    private long[] ReadNumbers(string name, string key)
    {
        List<long> numbers = [];
        reader.Read();
        Expect(JsonTokenType.StartArray, name, $"{key} must be a list of whole numbers");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.Number, name, $"{key} must be a list of whole numbers");
            if (!reader.TryGetInt64(out long number) || number is < 0 or > MaxNumber)
            {
                Fail($"{key} must be a list of whole numbers from 0 to 2^62", name);
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private string? NextKey()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.EndObject ? null : reader.GetString();
    }

    private readonly void Expect(JsonTokenType type, string? name, string requirement)
    {
        if (reader.TokenType != type)
        {
            Fail(requirement, name);
        }
    }

    [DoesNotReturn]
    private readonly void Fail(string problem, string? name)
    {
        long offset = SafeTensorsHeader.PrefixLength + Position;
        string subject = name switch
        {
            null => "",
            SafeTensorsHeader.MetadataKey => $"{name}: ",
            _ => $"tensor '{name}': ",
        };
        throw new SafeTensorsException($"{source}, byte {offset}: {subject}{problem}.", offset, name);
    }
}
