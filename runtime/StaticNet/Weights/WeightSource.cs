namespace StaticNet;

/// <summary>
/// The weights that another network's weights are. A class of its own: a native program that makes none leaves out what it does.
/// </summary>
internal sealed class WeightSource
{
    private readonly NetworkDescription description;
    private readonly bool isPackedAlike;
    private int version;

    /// <param name="description">The network that uses the weights.</param>
    /// <param name="weights">The weights.</param>
    /// <exception cref="ArgumentException">The parameters are not the same; the message says which.</exception>
    public WeightSource(NetworkDescription description, Weights weights)
    {
        Check(description, weights);
        this.description = description;
        Weights = weights;
        isPackedAlike = IsPackedAlike(description, weights.Description);
        version = weights.Version;
    }

    /// <summary>The weights as their own network has them.</summary>
    public Weights Weights { get; }

    /// <summary>Whether they have changed since <see cref="MarkSeen"/>.</summary>
    public bool HasChanged => Volatile.Read(ref version) != Weights.Version;

    /// <summary>States that the weights are known as they are now.</summary>
    public void MarkSeen() => Volatile.Write(ref version, Weights.Version);

    /// <summary>The buffer for the network that uses them: the same one, or a copy in its own order.</summary>
    public AlignedBuffer Make()
    {
        if (isPackedAlike)
        {
            return Weights.Packed;
        }

        var copy = new AlignedBuffer(description.PackedLength);
        CopyTo(copy.Span);
        return copy;
    }

    /// <summary>The buffer after a change; a copy that has not been made yet waits for its first reader.</summary>
    public AlignedBuffer? Renew(AlignedBuffer? buffer)
    {
        if (isPackedAlike)
        {
            return Weights.Packed;
        }

        if (buffer is not null)
        {
            CopyTo(buffer.Span);
        }

        return buffer;
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

    /// <summary>Parameter by parameter, in PyTorch's order, which both have.</summary>
    private void CopyTo(Span<float> target)
    {
        foreach (ParameterInfo parameter in description.Parameters)
        {
            new PackedOrder(parameter).Pack(Weights[parameter.Name].ToArray(), 0, target);
        }
    }
}
