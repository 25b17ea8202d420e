namespace StaticNet;

/// <summary>
/// All parameters of a network in one flat buffer, in the order in which its code reads them: the one copy that
/// prediction and training work on. Read by any number of threads; to be changed by one at a time, with nobody reading.
/// </summary>
public sealed partial class Weights
{
    private readonly Dictionary<string, ParameterInfo> byName;

    /// <summary>Weights for a network, all zero.</summary>
    /// <param name="description">The network.</param>
    public Weights(NetworkDescription description)
        : this(description, new AlignedBuffer((description ?? throw new ArgumentNullException(nameof(description))).PackedLength))
    {
    }

    private Weights(NetworkDescription description, AlignedBuffer packed)
    {
        Description = description;
        Packed = packed;
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
    /// after writing here.
    /// </summary>
    public AlignedBuffer Packed { get; }

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
        WeightInitializer.Fill(this, seed);
        MarkChanged();
    }

    /// <summary>
    /// Writes all parameters as a safetensors file, in PyTorch's order and with the names of the declaration. The file
    /// appears whole or not at all: it is written beside its place and then renamed.
    /// </summary>
    /// <param name="path">The file, replaced if it exists.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WeightFile.Save(this, path);
    }

    /// <summary>Writes all parameters as a safetensors file to a stream, which stays open.</summary>
    /// <param name="stream">Where to write.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WeightFile.Save(this, stream);
    }

    /// <summary>Reads all parameters from a safetensors file. Either all of them change, or none does.</summary>
    /// <param name="path">A file with just this network's parameters, as F32, F64, F16 or BF16.</param>
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
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        WeightFile.Load(this, file, Path.GetFileName(path), mayFail: true);
        MarkChanged();
    }

    /// <summary>Reads all parameters from a safetensors file, from the stream's position to its end.</summary>
    /// <param name="stream">The file; it stays open.</param>
    /// <inheritdoc cref="Load(string)" path="/exception" />
    public void Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WeightFile.Load(this, stream, "the stream", mayFail: true);
        MarkChanged();
    }

    /// <summary>
    /// Reads all parameters from a safetensors file in memory, such as an embedded resource, without copying it first.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <inheritdoc cref="Load(string)" path="/exception" />
    public unsafe void Load(ReadOnlySpan<byte> file)
    {
        fixed (byte* first = file)
        {
            using Stream stream = file.IsEmpty ? Stream.Null : new UnmanagedMemoryStream(first, file.Length);
            WeightFile.Load(this, stream, "the file in memory", mayFail: false);
        }

        MarkChanged();
    }
}
