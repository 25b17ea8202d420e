namespace StaticNet;

/// <summary>A network's weights as a safetensors file: every parameter by its name, in PyTorch's order.</summary>
internal static class WeightFile
{
    /// <summary>
    /// Writes a file next to its final place and renames it, so that no reader ever sees half of one.
    /// </summary>
    public static void Save(Weights weights, string path)
    {
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Save(weights, file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw;
        }
    }

    public static void Save(Weights weights, Stream stream)
    {
        NetworkDescription network = weights.Description;
        var writer = new SafeTensorsWriter(stream);
        writer.WriteHeader(
            network.Parameters.Select(static parameter => (parameter.Name, parameter.Shape)),
            [new("format", "pt"), new("network", network.Name)]);
        ReadOnlySpan<float> packed = weights.Packed.Span;
        foreach (ParameterInfo parameter in network.Parameters)
        {
            var walk = new PackedWalk(parameter);
            while (walk.NextRow(out int origin, out ReadOnlySpan<int> offsets))
            {
                foreach (int offset in offsets)
                {
                    writer.Write(packed[origin + offset]);
                }
            }
        }

        writer.Flush();
    }

    /// <summary>Loads a file that has been compared with the network in full before the first weight changes.</summary>
    /// <param name="weights">What to load into.</param>
    /// <param name="stream">The file.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="mayFail">
    /// Whether reading may still fail behind the header: then values are gathered aside and change the weights together
    /// at the end.
    /// </param>
    public static void Load(Weights weights, Stream stream, string source, bool mayFail)
    {
        var reader = new SafeTensorsReader(stream, source);
        Dictionary<string, ParameterInfo> parameters = WeightFileComparison.Check(weights.Description, reader.Header, source);
        Span<float> packed = mayFail ? new float[weights.Packed.Length] : weights.Packed.Span;
        foreach (SafeTensorsEntry entry in reader.Header.Entries)
        {
            reader.Begin(entry);
            Load(reader, parameters[entry.Name], packed);
        }

        reader.End();
        if (mayFail)
        {
            packed.CopyTo(weights.Packed.Span);
        }
    }

    private static void Load(SafeTensorsReader reader, ParameterInfo parameter, Span<float> packed)
    {
        float[] row = new float[parameter.Axes.Count == 0 ? 1 : parameter.Axes[^1].Count];
        var walk = new PackedWalk(parameter);
        while (walk.NextRow(out int origin, out ReadOnlySpan<int> offsets))
        {
            reader.Read(row);
            for (int i = 0; i < offsets.Length; i++)
            {
                packed[origin + offsets[i]] = row[i];
            }
        }
    }
}
