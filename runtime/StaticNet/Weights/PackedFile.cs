using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace StaticNet;

/// <summary>
/// A network's weights as they lie in memory. The file is a safetensors file with one tensor, the packed buffer with its slack, at a
/// multiple of <see cref="AlignedBuffer.Alignment"/>. Its metadata say how every parameter lies, so that a file of another network or
/// of another layout is refused by what differs.
/// </summary>
internal static class PackedFile
{
    private const string FormatKey = "format";
    private const string VersionKey = "version";
    private const string LayoutKey = "layout";
    private const string Format = "staticnet-packed";
    private const string Version = "1";
    private const string Tensor = "packed";
    private const int MostListed = 5;

    /// <summary>Whether a file is of this kind; else it holds a tensor for each parameter.</summary>
    public static bool Is(SafeTensorsHeader header) => header.Metadata.TryGetValue(FormatKey, out string? format) && format == Format;

    public static void Save(NetworkDescription network, ReadOnlySpan<float> packed, Stream stream)
    {
        var writer = new SafeTensorsWriter(stream);
        writer.WriteHeader(
            [(Tensor, [FileLength(network)])],
            [new(FormatKey, Format), new(VersionKey, Version), new("network", network.Name), new(LayoutKey, Layout(network))],
            AlignedBuffer.Alignment);
        writer.Write(packed);
        writer.Write(new float[AlignedBuffer.Slack]);
    }

    /// <summary>A copy of the packed buffer of a file whose header has been read.</summary>
    public static AlignedBuffer Load(NetworkDescription network, SafeTensorsReader reader, string source)
    {
        reader.Begin(Check(network, reader.Header, source));
        var packed = new AlignedBuffer(network.PackedLength);
        reader.Read(packed.Span);
        reader.Read(new float[AlignedBuffer.Slack]);
        reader.End();
        return packed;
    }

    /// <summary>The packed buffer of a file, in place: pages are read when they are first touched, and copied when they are written to.</summary>
    public static unsafe AlignedBuffer Map(NetworkDescription network, string path)
    {
        string source = Path.GetFileName(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        SafeTensorsHeader header = new SafeTensorsReader(stream, source).Header;
        if (!Is(header))
        {
            throw new SafeTensorsException($"{source} is not packed, so it cannot be mapped: Load reads it, and Save with WeightFormat.Packed makes one that can.");
        }

        SafeTensorsEntry entry = Check(network, header, source);
        long start = header.DataStart + entry.Start;
        if (start % AlignedBuffer.Alignment != 0)
        {
            throw new SafeTensorsException($"{source}: the data begin at byte {start}, which is no multiple of {AlignedBuffer.Alignment}.", start, entry.Name);
        }

        using var file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, capacity: 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(start, entry.End - entry.Start, MemoryMappedFileAccess.CopyOnWrite);
        byte* origin = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref origin);
        origin += view.PointerOffset;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        return new AlignedBuffer((float*)origin, network.PackedLength, view);
    }

    /// <summary>Floats in the file: the buffer and its slack.</summary>
    private static int FileLength(NetworkDescription network) => network.PackedLength + AlignedBuffer.Slack;

    /// <summary>The file's tensor, once it is known to be this network's buffer.</summary>
    private static SafeTensorsEntry Check(NetworkDescription network, SafeTensorsHeader header, string source)
    {
        header.Metadata.TryGetValue(VersionKey, out string? version);
        if (version != Version)
        {
            throw new SafeTensorsException(
                $"{source} is of version {version ?? "none"} of the packed format, and this library reads version {Version}: load the safetensors file and save it packed again.");
        }

        header.Metadata.TryGetValue(LayoutKey, out string? layout);
        if (layout != Layout(network))
        {
            throw new WeightMismatchException(source, network.Name, Differences(network, layout ?? string.Empty));
        }

        return header.Entries is [{ Name: Tensor } entry] && entry.Type == SafeTensorsType.F32 && entry.Shape is [var length] && length == FileLength(network)
            ? entry
            : throw new SafeTensorsException(
                $"{source}: a packed file of {network.Name} holds the one tensor {Tensor} [{FileLength(network)}] of F32.");
    }

    /// <summary>A line for each parameter: name, shape, place, and a hash of its axes, with tabs between.</summary>
    private static string Layout(NetworkDescription network)
    {
        var text = new StringBuilder();
        foreach (ParameterInfo parameter in network.Parameters)
        {
            text.Append(parameter.Name).Append('\t').Append(ShapeText(parameter)).Append('\t')
                .Append(parameter.Offset.ToString(CultureInfo.InvariantCulture)).Append('\t')
                .Append(Hash(parameter).ToString("x16", CultureInfo.InvariantCulture)).Append('\n');
        }

        return text.ToString();
    }

    private static ulong Hash(ParameterInfo parameter)
    {
        ulong hash = 0;
        foreach (PackedAxis axis in parameter.Axes)
        {
            hash = RandomBits.Derive(hash, (ulong)axis.Count);
            foreach (int offset in axis.Offsets)
            {
                hash = RandomBits.Derive(hash, (uint)offset);
            }
        }

        return hash;
    }

    private static string ShapeText(ParameterInfo parameter) => $"[{string.Join(", ", parameter.Shape)}]";

    private static List<string> Differences(NetworkDescription network, string layout)
    {
        Dictionary<string, string> present = Lines(layout);
        List<string> differences = [];
        List<string> moved = [];
        foreach ((string name, string here) in Lines(Layout(network)))
        {
            if (!present.Remove(name, out string? there))
            {
                differences.Add($"missing: {name} {ShapeOf(here)}");
            }
            else if (ShapeOf(there) != ShapeOf(here))
            {
                differences.Add($"wrong shape: {name} is {ShapeOf(there)} in the file and {ShapeOf(here)} in the network");
            }
            else if (there != here)
            {
                moved.Add(name);
            }
        }

        foreach ((string name, string there) in present)
        {
            differences.Add($"unexpected: {name} {ShapeOf(there)}");
        }

        if (differences.Count == 0 && moved.Count > 0)
        {
            string more = moved.Count > MostListed ? $" and {moved.Count - MostListed} more" : string.Empty;
            differences.Add(
                $"packed in another order, by another version of this library or of the declaration: {string.Join(", ", moved[..Math.Min(MostListed, moved.Count)])}{more}. "
                + "Load the safetensors file and save it packed again");
        }
        else if (differences.Count == 0)
        {
            differences.Add("its parameters are listed in another order");
        }

        return differences;
    }

    /// <summary>What a layout says of each parameter behind its name. By hand, since splitting strings brings more of the class library along than all of this.</summary>
    private static Dictionary<string, string> Lines(string layout)
    {
        Dictionary<string, string> lines = [];
        for (int start = 0; start < layout.Length;)
        {
            int end = IndexOf(layout, '\n', start, layout.Length), tab = IndexOf(layout, '\t', start, end);
            lines[layout[start..tab]] = layout[Math.Min(tab + 1, end)..end];
            start = end + 1;
        }

        return lines;
    }

    private static string ShapeOf(string line) => line[..IndexOf(line, '\t', 0, line.Length)];

    /// <summary>Where a character is first; the end, if it is nowhere.</summary>
    private static int IndexOf(string text, char character, int start, int end)
    {
        int found = text.IndexOf(character, start, end - start);
        return found < 0 ? end : found;
    }
}
