using System.Collections.ObjectModel;

namespace StaticNet;

/// <summary>A network's shapes, layers and parameters. Its text is a table.</summary>
public sealed class NetworkDescription
{
    /// <summary>A description, as the generator writes it.</summary>
    /// <param name="name">The class's name.</param>
    /// <param name="inputShape">Shape of one input, channels first.</param>
    /// <param name="outputShape">Shape of one output, channels first.</param>
    /// <param name="endsInSoftmax">Whether the last layer is a softmax.</param>
    /// <param name="layers">The layers in order.</param>
    /// <param name="parameters">
    /// The parameters in the order of the layers. In the packed buffer those of role
    /// <see cref="ParameterRole.State"/> lie behind all others.
    /// </param>
    /// <param name="packedLength">Floats in the packed buffer, padding included.</param>
    public NetworkDescription(
        string name,
        int[] inputShape,
        int[] outputShape,
        bool endsInSoftmax,
        LayerSummary[] layers,
        ParameterInfo[] parameters,
        int packedLength)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(packedLength);
        Name = name;
        InputShape = new ReadOnlyCollection<int>([.. inputShape]);
        OutputShape = new ReadOnlyCollection<int>([.. outputShape]);
        EndsInSoftmax = endsInSoftmax;
        Layers = new ReadOnlyCollection<LayerSummary>([.. layers]);
        Parameters = new ReadOnlyCollection<ParameterInfo>([.. parameters]);
        PackedLength = packedLength;
        InputLength = Product(inputShape);
        OutputLength = Product(outputShape);
        TrainableLength = packedLength;
        foreach (ParameterInfo parameter in parameters)
        {
            if (parameter.Role == ParameterRole.State)
            {
                TrainableLength = Math.Min(TrainableLength, parameter.Offset);
            }
            else
            {
                ParameterCount += parameter.Count;
            }
        }

        foreach (LayerSummary layer in layers)
        {
            MultiplyAdds += layer.MultiplyAdds;
            ActivationBytes += layer.ActivationBytes;
        }
    }

    /// <summary>The network's class.</summary>
    public string Name { get; }

    /// <summary>Shape of one input, channels first.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>Shape of one output, channels first.</summary>
    public IReadOnlyList<int> OutputShape { get; }

    /// <summary>Floats of one input.</summary>
    public int InputLength { get; }

    /// <summary>Floats of one output.</summary>
    public int OutputLength { get; }

    /// <summary>Whether the last layer is a softmax, so that a gradient may enter before it.</summary>
    public bool EndsInSoftmax { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>The parameters in the order of the layers.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>Floats in the packed buffer, padding included.</summary>
    public int PackedLength { get; }

    /// <summary>
    /// Floats of the packed buffer, from its beginning, that an optimizer works on; behind them lies the state that only
    /// follows what training sees (<see cref="ParameterRole.State"/>).
    /// </summary>
    public int TrainableLength { get; }

    /// <summary>Trainable values.</summary>
    public long ParameterCount { get; }

    /// <summary>Multiplications with an addition, for one picture.</summary>
    public long MultiplyAdds { get; }

    /// <summary>Size of all layers' outputs for one picture.</summary>
    public long ActivationBytes { get; }

    /// <summary>The table of all layers, with their shapes and costs, and the totals.</summary>
    public override string ToString() => SummaryTable.Format(this);

    private static int Product(int[] shape)
    {
        int product = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
            product = checked(product * size);
        }

        return product;
    }
}
