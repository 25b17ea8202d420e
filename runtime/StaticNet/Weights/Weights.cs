namespace StaticNet;

/// <summary>
/// All parameters of a network in one flat buffer, in the order in which its code reads them: the one copy that prediction
/// and training work on. Read by any number of threads; to be changed by one at a time, with nobody reading.
/// </summary>
public sealed class Weights
{
    private readonly Dictionary<string, ParameterInfo> byName;

    /// <summary>Weights for a network, all zero.</summary>
    /// <param name="description">The network.</param>
    public Weights(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description;
        Packed = new(description.PackedLength);
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
    /// <see cref="ParameterInfo.Axes"/>; all other floats are padding and must stay 0. Call <see cref="MarkChanged"/> after writing here.
    /// </summary>
    public AlignedBuffer Packed { get; }

    /// <summary>Grows with every change, so that what was derived from the weights can tell that it is out of date.</summary>
    public int Version { get; private set; }

    /// <summary>A parameter by its name.</summary>
    /// <param name="name">As in weight files: <c>conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">The network has no such parameter.</exception>
    public ParameterView this[string name] => byName.TryGetValue(name, out ParameterInfo? info)
        ? new(this, info)
        : throw new KeyNotFoundException($"{Description.Name} has no parameter '{name}'. It has {string.Join(", ", byName.Keys)}.");

    /// <summary>To be called after writing to <see cref="Packed"/>.</summary>
    public void MarkChanged() => Version++;

    /// <summary>Draws every parameter anew, by its <see cref="ParameterInfo.Initialization"/>.</summary>
    /// <param name="seed">The same seed gives the same values, on every machine and in every layout.</param>
    public void Initialize(int seed)
    {
        WeightInitializer.Fill(this, seed);
        MarkChanged();
    }
}
