namespace StaticNet;

/// <summary>
/// One parameter of a network, read and written in PyTorch's order wherever its elements lie in packed memory. A view,
/// not a copy.
/// </summary>
public readonly struct ParameterView
{
    private readonly Weights weights;

    internal ParameterView(Weights weights, ParameterInfo info)
    {
        this.weights = weights;
        Info = info;
    }

    /// <summary>Name, shape, role and place.</summary>
    public ParameterInfo Info { get; }

    /// <summary>Sizes in PyTorch's order.</summary>
    public IReadOnlyList<int> Shape => Info.Shape;

    /// <summary>Number of elements.</summary>
    public int Count => checked((int)Info.Count);

    /// <summary>An element by its index in PyTorch's order, the last axis running fastest.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public float this[int index]
    {
        get => weights.Packed.Span[Position(index)];
        set
        {
            weights.Packed.Span[Position(index)] = value;
            weights.MarkChanged();
        }
    }

    /// <summary>An element by one index per axis: (filter, channel, row, column) of a convolution's weights.</summary>
    /// <param name="indices">As many as the shape has sizes.</param>
    /// <exception cref="ArgumentException">Not one index per axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public float this[params ReadOnlySpan<int> indices]
    {
        get => weights.Packed.Span[Position(indices)];
        set
        {
            weights.Packed.Span[Position(indices)] = value;
            weights.MarkChanged();
        }
    }

    /// <summary>Copies all elements out.</summary>
    /// <param name="destination">Receives <see cref="Count"/> values in PyTorch's order.</param>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException(
                $"{Info.Name} has {Count} values, the destination {destination.Length}.", nameof(destination));
        }

        new PackedOrder(Info).Unpack(weights.Packed.Span, 0, destination[..Count]);
        GC.KeepAlive(weights);
    }

    /// <summary>Replaces all elements.</summary>
    /// <param name="source"><see cref="Count"/> values in PyTorch's order.</param>
    /// <exception cref="ArgumentException">It has another number of values.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        if (source.Length != Count)
        {
            throw new ArgumentException($"{Info.Name} has {Count} values, the source {source.Length}.", nameof(source));
        }

        new PackedOrder(Info).Pack(source, 0, weights.Packed.Span);
        weights.MarkChanged();
    }

    /// <summary>All elements in PyTorch's order.</summary>
    public float[] ToArray()
    {
        float[] values = new float[Count];
        CopyTo(values);
        return values;
    }

    /// <summary>Name and shape: <c>conv1.weight [6, 1, 5, 5]</c>.</summary>
    public override string ToString() => $"{Info.Name} [{string.Join(", ", Info.Shape)}]";

    private int Position(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int position = Info.Offset;
        for (int axis = Info.Axes.Count - 1; axis >= 0; axis--)
        {
            index = Math.DivRem(index, Info.Axes[axis].Count, out int along);
            position += Info.Axes[axis].Offset(along);
        }

        return position;
    }

    private int Position(ReadOnlySpan<int> indices)
    {
        if (indices.Length != Info.Shape.Count)
        {
            throw new ArgumentException($"{this} takes {Info.Shape.Count} indices, not {indices.Length}.", nameof(indices));
        }

        int position = Info.Offset;
        int axis = 0, along = 0, product = 1;
        for (int i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], Info.Shape[i], nameof(indices));
            along = (along * Info.Shape[i]) + indices[i];
            product *= Info.Shape[i];
            if (product == Info.Axes[axis].Count)
            {
                position += Info.Axes[axis++].Offset(along);
                (along, product) = (0, 1);
            }
        }

        return position;
    }
}
