namespace StaticNet;

/// <summary>A network's weights as a file: safetensors with every parameter by its name, in PyTorch's order, or packed.</summary>
internal static class WeightFile
{
    /// <summary>Floats moved at a time: 256 KB, well within the second-level cache with what they become.</summary>
    private const int PartLength = 1 << 16;

    /// <summary>
    /// Writes a file next to its final place and renames it, so that no reader ever sees half of one.
    /// </summary>
    public static void Save(Weights weights, string path, WeightFormat format)
    {
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Save(weights, file, format);
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

    public static void Save(Weights weights, Stream stream, WeightFormat format)
    {
        NetworkDescription network = weights.Description;
        ReadOnlySpan<float> packed = weights.Packed.Span;
        if (format == WeightFormat.Packed)
        {
            PackedFile.Save(network, packed, stream);
            GC.KeepAlive(weights);
            return;
        }

        var writer = new SafeTensorsWriter(stream);
        writer.WriteHeader(
            network.Parameters.Select(static parameter => (parameter.Name, parameter.Shape)),
            [new("format", "pt"), new("network", network.Name)]);
        float[] values = [];
        foreach (ParameterInfo parameter in network.Parameters)
        {
            var order = new PackedOrder(parameter);
            for (int row = 0, step = order.RowsOf(PartLength); row < order.Rows; row += step)
            {
                Span<float> part = Part(ref values, Math.Min(step, order.Rows - row) * order.RowLength);
                order.Unpack(packed, row, part);
                writer.Write(part);
            }
        }

        GC.KeepAlive(weights);
    }

    /// <summary>Reads a file into a buffer of zeros, once it has been compared with the network in full. Reading may still fail behind the header.</summary>
    /// <param name="network">The network.</param>
    /// <param name="file">The file; where it may be read at any place, several threads read it.</param>
    /// <param name="source">Its name, for messages.</param>
    public static AlignedBuffer Load(NetworkDescription network, FileStream file, string source)
    {
        var reader = new SafeTensorsReader(file, source);
        return file.CanSeek && reader.Header.DataLength >= TensorLoading.LeastBytes && !PackedFile.Is(reader.Header)
            ? TensorLoading.Run(file.SafeFileHandle, reader.Header, source, network)
            : Load(network, reader, source);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <inheritdoc cref="Load(NetworkDescription, FileStream, string)"/>
    public static AlignedBuffer Load(NetworkDescription network, Stream stream, string source) => Load(network, new SafeTensorsReader(stream, source), source);

    private static AlignedBuffer Load(NetworkDescription network, SafeTensorsReader reader, string source)
    {
        if (PackedFile.Is(reader.Header))
        {
            return PackedFile.Load(network, reader, source);
        }

        Dictionary<string, ParameterInfo> parameters = WeightFileComparison.Check(network, reader.Header, source);
        var packed = new AlignedBuffer(network.PackedLength);
        Read(reader, parameters, packed.Span);
        return packed;
    }

    private static void Read(SafeTensorsReader reader, Dictionary<string, ParameterInfo> parameters, Span<float> packed)
    {
        float[] values = [];
        foreach (SafeTensorsEntry entry in reader.Header.Entries)
        {
            reader.Begin(entry);
            var order = new PackedOrder(parameters[entry.Name]);
            for (int row = 0, step = order.RowsOf(PartLength); row < order.Rows; row += step)
            {
                Span<float> part = Part(ref values, Math.Min(step, order.Rows - row) * order.RowLength);
                reader.Read(part);
                order.Pack(part, row, packed);
            }
        }

        reader.End();
    }

    private static Span<float> Part(ref float[] values, int length)
    {
        if (values.Length < length)
        {
            values = GC.AllocateUninitializedArray<float>(Math.Max(length, PartLength));
        }

        return values.AsSpan(0, length);
    }
}
