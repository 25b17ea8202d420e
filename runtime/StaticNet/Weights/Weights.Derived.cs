namespace StaticNet;

/// <content>Weights that are another network's, for a network of the same layers over inputs of another size.</content>
public sealed partial class Weights
{
    private readonly Weights? source;
    private readonly bool isPackedAlike;
    private int sourceVersion;

    /// <summary>
    /// Another network's weights for a network that has the same parameters in the same order. Where both pack them alike, the
    /// buffer is the same one; else these are a second copy, which <see cref="Refresh"/> keeps up to date. What is loaded or mapped here is loaded or
    /// mapped there.
    /// </summary>
    /// <param name="description">The network.</param>
    /// <param name="source">The weights to use.</param>
    /// <exception cref="ArgumentException">The parameters are not the same; the message says which.</exception>
    public Weights(NetworkDescription description, Weights source)
        : this(description)
    {
        Check(description, source);
        this.source = source;
        isPackedAlike = IsPackedAlike(description, source.Description);
        sourceVersion = source.Version;
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

        lock (making)
        {
            if (sourceVersion == source.Version)
            {
                return;
            }

            if (isPackedAlike)
            {
                packed = source.Packed;
            }
            else if (packed is not null)
            {
                CopyFromSource(packed.Span);
            }

            MarkChanged();
            Volatile.Write(ref sourceVersion, source.Version);
        }
    }

    private static void Check(NetworkDescription description, Weights source)
    {
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

        static string Text(IReadOnlyList<ParameterInfo> parameters, int i) =>
            i < parameters.Count ? $"{parameters[i].Name} [{string.Join(", ", parameters[i].Shape)}]" : "none";
    }

    private static bool IsPackedAlike(NetworkDescription here, NetworkDescription there) =>
        here.PackedLength == there.PackedLength
        && here.Parameters.Zip(there.Parameters).All(static pair =>
            pair.First.Offset == pair.Second.Offset
            && pair.First.Axes.Count == pair.Second.Axes.Count
            && pair.First.Axes.Zip(pair.Second.Axes).All(static axes => axes.First.Offsets.SequenceEqual(axes.Second.Offsets)));

    private AlignedBuffer FromSource()
    {
        if (isPackedAlike)
        {
            return source!.Packed;
        }

        var copy = new AlignedBuffer(Description.PackedLength);
        CopyFromSource(copy.Span);
        return copy;
    }

    /// <summary>Parameter by parameter, in PyTorch's order, which both have.</summary>
    private void CopyFromSource(Span<float> target)
    {
        foreach (ParameterInfo parameter in Description.Parameters)
        {
            new PackedOrder(parameter).Pack(source![parameter.Name].ToArray(), 0, target);
        }
    }
}
