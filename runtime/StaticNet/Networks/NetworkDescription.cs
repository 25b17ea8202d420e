using System.Collections.ObjectModel;

namespace StaticNet;

/// <summary>A network's shapes, layers and parameters. Its text is a table.</summary>
public sealed class NetworkDescription
{
    /// <summary>A description, as the generator writes it.</summary>
    /// <param name="name">The class's name.</param>
    /// <param name="inputShape">Shape of one input, channels first.</param>
    /// <param name="outputs">The outputs in the order of their row: the main one first, those only for training last.</param>
    /// <param name="layers">The layers in order.</param>
    /// <param name="parameters">
    /// The parameters in the order of the layers. In the packed buffer those of role
    /// <see cref="ParameterRole.State"/> lie behind all others.
    /// </param>
    /// <param name="packedLength">Floats in the packed buffer, padding included.</param>
    /// <exception cref="ArgumentException">The outputs do not lie one behind another in that order.</exception>
    public NetworkDescription(
        string name,
        int[] inputShape,
        NetworkOutput[] outputs,
        LayerSummary[] layers,
        ParameterInfo[] parameters,
        int packedLength)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(packedLength);
        Name = name;
        InputShape = new ReadOnlyCollection<int>([.. inputShape]);
        Outputs = new ReadOnlyCollection<NetworkOutput>([.. outputs]);
        (OutputLength, TrainingOutputLength) = RowLengths(outputs);
        Layers = new ReadOnlyCollection<LayerSummary>([.. layers]);
        Parameters = new ReadOnlyCollection<ParameterInfo>([.. parameters]);
        PackedLength = packedLength;
        InputLength = Product(inputShape);
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

    /// <summary>
    /// What prediction and training subtract from every channel of the input, on the scale of 0 to 1; empty where the network is declared without.
    /// </summary>
    public IReadOnlyList<float> InputMean { get; init; } = [];

    /// <summary>What they then divide every channel by; empty where the network is declared without.</summary>
    public IReadOnlyList<float> InputDeviation { get; init; } = [];

    /// <summary>
    /// The outputs in the order in which they lie in a picture's row: the main one first, those only for training last.
    /// </summary>
    public IReadOnlyList<NetworkOutput> Outputs { get; }

    /// <summary>The output that predictions, accuracies and labels are about.</summary>
    public NetworkOutput MainOutput => Outputs[0];

    /// <summary>Shape of the main output, channels first.</summary>
    public IReadOnlyList<int> OutputShape => MainOutput.Shape;

    /// <summary>Floats of one input.</summary>
    public int InputLength { get; }

    /// <summary>Floats that a prediction makes of one picture: all outputs but those that serve training only.</summary>
    public int OutputLength { get; }

    /// <summary>Floats that a training pass makes of one picture: all outputs.</summary>
    public int TrainingOutputLength { get; }

    /// <summary>Whether the main output is that of a softmax, so that a gradient may enter before it.</summary>
    public bool EndsInSoftmax => MainOutput.EndsInSoftmax;

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

    /// <summary>The same table in Markdown.</summary>
    public string ToMarkdown() => SummaryMarkdown.Format(this);

    /// <summary>
    /// The summary as JSON: an object of <c>schema</c> ("staticnet-summary/1"), <c>name</c>, <c>inputShape</c>, <c>outputShape</c> (of the main output),
    /// <c>totals</c> (an object of <c>parameters</c>, <c>multiplyAdds</c> and <c>activationBytes</c>), and <c>layers</c>, an array of objects
    /// of <c>name</c>, <c>kind</c>, <c>inputs</c> (names of layers before it, or "input"), <c>outputName</c> (the name of the network's output
    /// that the value is, or null), <c>outputShape</c>, <c>parameters</c>, <c>multiplyAdds</c>, <c>activationBytes</c> and
    /// <c>receptiveField</c> (empty where it has no meaning). Shapes are arrays of integers, channels first, without the batch; counts are
    /// for one picture. Later versions of the schema add members and change none.
    /// </summary>
    public string ToJson() => SummaryJson.Format(this);

    /// <summary>
    /// A drawing of the graph, from the input down: a box for each layer with kind, name and output shape, normalisations and activations
    /// attached to the layer that they follow, branches side by side, coloured by kind. It follows the viewer's light or dark
    /// setting. The same network gives the same text.
    /// </summary>
    /// <returns>An SVG document.</returns>
    public string ToSvg() => NetworkDrawing.Draw(this);

    private static (int Prediction, int Training) RowLengths(NetworkOutput[] outputs)
    {
        if (outputs.Length == 0 || outputs[0].TrainingOnly)
        {
            throw new ArgumentException("The first output is the main one, which every network has and predicts.", nameof(outputs));
        }

        int prediction = 0;
        int length = 0;
        foreach (NetworkOutput output in outputs)
        {
            if (output.Offset != length || (!output.TrainingOnly && prediction < length))
            {
                throw new ArgumentException(
                    $"Output '{output.Name}' at {output.Offset} does not follow what lies before it, which ends at {length}; "
                    + "those that serve training only are last.",
                    nameof(outputs));
            }

            length = checked(length + output.Length);
            prediction = output.TrainingOnly ? prediction : length;
        }

        return (prediction, length);
    }

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
