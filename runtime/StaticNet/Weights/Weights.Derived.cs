namespace StaticNet;

/// <content>Weights that are another network's, for a network of the same layers over inputs of another size.</content>
public sealed partial class Weights
{
    private readonly object refreshing = new();
    private readonly Weights? source;
    private int sourceVersion;

    /// <summary>
    /// Another network's weights for a network that has the same parameters in the same order. Where both pack them alike, the
    /// buffer is the same one; else these are a second copy, which <see cref="Refresh"/> keeps up to date.
    /// </summary>
    /// <param name="description">The network.</param>
    /// <param name="source">The weights to use.</param>
    /// <exception cref="ArgumentException">The parameters are not the same; the message says which.</exception>
    public Weights(NetworkDescription description, Weights source)
        : this(description, Checked(description, source) && IsPackedAlike(description, source.Description) ? source.Packed : new AlignedBuffer(description.PackedLength))
    {
        this.source = source;
        sourceVersion = source.Version;
        if (Packed != source.Packed)
        {
            CopyFromSource();
        }
    }

    /// <summary>
    /// Takes over what has changed in the weights that these were made from; nothing otherwise. Any number of threads may call this, as
    /// long as nobody changes those weights at the time.
    /// </summary>
    public void Refresh()
    {
        if (source is null || Volatile.Read(ref sourceVersion) == source.Version)
        {
            return;
        }

        lock (refreshing)
        {
            if (sourceVersion == source.Version)
            {
                return;
            }

            if (Packed != source.Packed)
            {
                CopyFromSource();
            }

            MarkChanged();
            Volatile.Write(ref sourceVersion, source.Version);
        }
    }

    private static bool Checked(NetworkDescription description, Weights source)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(source);
        IReadOnlyList<ParameterInfo> here = description.Parameters, there = source.Description.Parameters;
        for (int i = 0; i < Math.Max(here.Count, there.Count); i++)
        {
            if (i >= here.Count || i >= there.Count || here[i].Name != there[i].Name || here[i].Count != there[i].Count)
            {
                throw new ArgumentException(
                    $"{description.Name} cannot use the weights of {source.Description.Name}: parameter {i} is {Text(here, i)} here and {Text(there, i)} there.",
                    nameof(source));
            }
        }

        return true;

        static string Text(IReadOnlyList<ParameterInfo> parameters, int i) =>
            i < parameters.Count ? $"{parameters[i].Name} [{string.Join(", ", parameters[i].Shape)}]" : "none";
    }

    private static bool IsPackedAlike(NetworkDescription here, NetworkDescription there) =>
        here.PackedLength == there.PackedLength
        && here.Parameters.Zip(there.Parameters).All(static pair =>
            pair.First.Offset == pair.Second.Offset
            && pair.First.Axes.Count == pair.Second.Axes.Count
            && pair.First.Axes.Zip(pair.Second.Axes).All(static axes => axes.First.Offsets.SequenceEqual(axes.Second.Offsets)));

    /// <summary>Parameter by parameter, in PyTorch's order, which both have.</summary>
    private void CopyFromSource()
    {
        foreach (ParameterInfo parameter in Description.Parameters)
        {
            float[] values = new float[parameter.Count];
            source![parameter.Name].CopyTo(values);
            this[parameter.Name].CopyFrom(values);
        }
    }
}
