namespace StaticNet;

/// <summary>
/// All parameters of a network in one flat buffer, in the order in which its code reads them: the one copy that
/// prediction and training work on. Read by any number of threads; to be changed by one at a time, with nobody reading.
/// </summary>
public sealed partial class Weights
{
    private readonly Dictionary<string, ParameterInfo> byName;
    private readonly object making = new();
    private AlignedBuffer? packed;
    private int? seed;

    /// <summary>Weights for a network, all zero.</summary>
    /// <param name="description">The network.</param>
    public Weights(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description;
        byName = new(description.Parameters.Count);
        foreach (ParameterInfo parameter in description.Parameters)
        {
            byName.Add(parameter.Name, parameter);
        }
    }

    /// <summary>The network that these are the weights of.</summary>
    public NetworkDescription Description { get; }

    /// <summary>
    /// The buffer itself. Where a parameter's elements lie is said by <see cref="ParameterInfo.Offset"/> and
    /// <see cref="ParameterInfo.Axes"/>; all other floats are padding and must stay 0. Call <see cref="MarkChanged"/>
    /// after writing here. <see cref="Map"/> puts another buffer in its place.
    /// </summary>
    /// <remarks>
    /// Memory is taken, and drawn values are drawn, when the buffer is first asked for: a network that is loaded before it is used
    /// never draws a value.
    /// </remarks>
    public AlignedBuffer Packed => packed ?? Make();

    /// <summary>
    /// Grows with every change, so that what was derived from the weights can tell that it is out of date.
    /// </summary>
    public int Version { get; private set; }

    /// <summary>A parameter by its name.</summary>
    /// <param name="name">As in weight files: <c>conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">The network has no such parameter.</exception>
    public ParameterView this[string name] => byName.TryGetValue(name, out ParameterInfo? info)
        ? new(this, info)
        : throw new KeyNotFoundException(
            $"{Description.Name} has no parameter '{name}'. It has {string.Join(", ", byName.Keys)}.");

    /// <summary>To be called after writing to <see cref="Packed"/>.</summary>
    public void MarkChanged() => Version++;

    /// <summary>Draws every parameter anew, by its <see cref="ParameterInfo.Initialization"/>.</summary>
    /// <param name="seed">The same seed gives the same values, on every machine and in every layout.</param>
    public void Initialize(int seed)
    {
        if (packed is null && source is null)
        {
            this.seed = seed;
        }
        else
        {
            WeightInitializer.Fill(Description, Packed.Span, seed);
        }

        MarkChanged();
    }

    /// <summary>
    /// Writes all parameters as a file. It appears whole or not at all: it is written beside its place and then renamed.
    /// </summary>
    /// <param name="path">The file, replaced if it exists.</param>
    /// <param name="format">Safetensors for every program, or packed for <see cref="Map"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path, WeightFormat format = WeightFormat.SafeTensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WeightFile.Save(Owner(format), path, format);
    }

    /// <summary>Writes all parameters to a stream, which stays open.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="format">Safetensors for every program, or packed for <see cref="Map"/>.</param>
    public void Save(Stream stream, WeightFormat format = WeightFormat.SafeTensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WeightFile.Save(Owner(format), stream, format);
    }

    /// <summary>Reads all parameters from a file of either format. Either all of them change, or none does.</summary>
    /// <param name="path">
    /// A safetensors file with just this network's parameters, as F32, F64, F16 or BF16, or one that was saved packed.
    /// </param>
    /// <exception cref="WeightMismatchException">
    /// Names, shapes or types differ from the network's; the message lists how.
    /// </exception>
    /// <exception cref="SafeTensorsException">
    /// The file is malformed; the message says what is wrong and where.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (source is not null)
        {
            source.Weights.Load(path);
            Refresh();
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        TakeOver(WeightFile.Load(Description, file, Path.GetFileName(path)));
    }

    /// <summary>Reads all parameters from a file of either format, from the stream's position to its end.</summary>
    /// <param name="stream">The file; it stays open.</param>
    /// <inheritdoc cref="Load(string)" path="/exception" />
    public void Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (source is not null)
        {
            source.Weights.Load(stream);
            Refresh();
            return;
        }

        TakeOver(WeightFile.Load(Description, stream, "the stream"));
    }

    /// <summary>
    /// Reads all parameters from a file of either format in memory, such as an embedded resource, without copying it first.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <inheritdoc cref="Load(string)" path="/exception" />
    public unsafe void Load(ReadOnlySpan<byte> file)
    {
        if (source is not null)
        {
            source.Weights.Load(file);
            Refresh();
            return;
        }

        fixed (byte* first = file)
        {
            using Stream stream = file.IsEmpty ? Stream.Null : new UnmanagedMemoryStream(first, file.Length);
            TakeOver(WeightFile.Load(Description, stream, "the file in memory"));
        }
    }

    /// <summary>
    /// Uses a file that was saved as <see cref="WeightFormat.Packed"/> where it lies: nothing is read until it is needed, nothing is copied, and
    /// processes that map the same file share its memory. Changing the weights, by training them for one, changes the pages concerned in
    /// this process alone and never the file.
    /// </summary>
    /// <remarks>
    /// The file stays mapped until these weights are no longer used, or others are mapped in their place. Meanwhile it may be replaced by another, as <see cref="Save(string, WeightFormat)"/>
    /// does, except on Windows, which keeps a mapped file from being replaced or deleted; it must not be changed or shortened in place.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightMismatchException">
    /// It is of another network, or packed in another order than this network's code reads; the message says which parameters differ.
    /// </exception>
    /// <exception cref="SafeTensorsException">The file is malformed or not packed; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Map(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (source is not null)
        {
            source.Weights.Map(path);
            Refresh();
            return;
        }

        packed = PackedFile.Map(Description, path);
        MarkChanged();
    }

    /// <summary>Whose weights a file of the format holds: a packed one is in the order of those that it will be mapped for.</summary>
    private Weights Owner(WeightFormat format) => format switch
    {
        WeightFormat.SafeTensors => this,
        WeightFormat.Packed => source?.Weights.Owner(format) ?? this,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There are the formats SafeTensors and Packed."),
    };

    /// <summary>The first reader makes the buffer; others may come at the same time.</summary>
    private AlignedBuffer Make()
    {
        lock (making)
        {
            if (packed is null)
            {
                AlignedBuffer made = source is null ? new(Description.PackedLength) : source.Make();
                if (seed is { } drawn)
                {
                    WeightInitializer.Fill(Description, made.Span, drawn);
                }

                Volatile.Write(ref packed, made);
            }

            return packed;
        }
    }

    /// <summary>Loaded values: their buffer is used where there is none yet, else they are copied, so that who knows the old one sees them.</summary>
    private void TakeOver(AlignedBuffer loaded)
    {
        if (packed is null)
        {
            packed = loaded;
        }
        else
        {
            loaded.Span.CopyTo(packed.Span);
        }

        MarkChanged();
    }
}
