using System.Text.Json;
using System.Text.Unicode;

namespace StaticNet;

/// <summary>
/// The header of a safetensors file: JSON that lists every tensor's type, shape and place, and strings of metadata.
/// Reading it is strict: tensors must fill the data section without holes or overlaps, and nothing may appear twice.
/// See <see href="https://huggingface.co/docs/safetensors/index#format">the format's description</see>.
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>Bytes before the header: its length, little-endian.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>The longest header that the format's own implementation accepts.</summary>
    public const long MaxLength = 100_000_000;

    /// <summary>The key that holds metadata instead of a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private SafeTensorsHeader(SafeTensorsEntry[] entries, Dictionary<string, string> metadata, long dataStart)
    {
        Entries = entries;
        Metadata = metadata;
        DataStart = dataStart;
    }

    /// <summary>The tensors in the order in which their data lie.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Where in the file the data begin.</summary>
    public long DataStart { get; }

    /// <summary>Bytes of all tensors.</summary>
    public long DataLength => Entries.Count == 0 ? 0 : Entries[^1].End;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">The header without its length.</param>
    /// <param name="source">Name of the file, for messages.</param>
    /// <exception cref="SafeTensorsException">It is malformed.</exception>
    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new SafeTensorsException(
                $"{source}, byte {PrefixLength}: the header does not begin with '{{'.", PrefixLength);
        }

        if (!Utf8.IsValid(json))
        {
            throw new SafeTensorsException($"{source}: the header is not valid UTF-8.", PrefixLength);
        }

        var parser = new SafeTensorsHeaderParser(json, source);
        try
        {
            parser.Parse();
        }
        catch (JsonException error)
        {
            long offset = PrefixLength + parser.Position;
            throw new SafeTensorsException(
                $"{source}, byte {offset}: the header is not valid JSON. {error.Message}", offset, null, error);
        }
        catch (InvalidOperationException error)
        {
            // The reader's complaint about a string that escapes half of a surrogate pair.
            long offset = PrefixLength + parser.Position;
            throw new SafeTensorsException(
                $"{source}, byte {offset}: the header holds an invalid string. {error.Message}", offset, null, error);
        }

        SafeTensorsEntry[] entries = [.. parser.Entries];
        Array.Sort(entries, static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        CheckPlaces(entries, source);
        return new(entries, parser.Metadata, PrefixLength + json.Length);
    }

    private static void CheckPlaces(SafeTensorsEntry[] entries, string source)
    {
        long end = 0;
        SafeTensorsEntry? previous = null;
        foreach (SafeTensorsEntry entry in entries)
        {
            if (entry.Start != end)
            {
                string problem = entry.Start > end
                    ? $"bytes {end} to {entry.Start} of the data belong to no tensor"
                    : $"it begins at {entry.Start}, before the end of '{previous?.Name}' at {end}";
                throw new SafeTensorsException(
                    $"{source}, byte {entry.HeaderOffset}: tensor '{entry.Name}': {problem}.",
                    entry.HeaderOffset, entry.Name);
            }

            end = entry.End;
            previous = entry;
        }
    }
}
