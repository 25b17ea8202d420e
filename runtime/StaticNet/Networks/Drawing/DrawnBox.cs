namespace StaticNet;

/// <summary>
/// What is drawn as one: a layer, and below it the normalisations and activations that only change its value. Measures are in
/// pixels of the drawing.
/// </summary>
internal sealed class DrawnBox
{
    public const double CharacterWidth = 6.7;
    public const double LeadHeight = 36;
    public const double FollowerHeight = 19;
    private const double Padding = 10;

    /// <summary>The layers, the one that the others follow first; empty for the network's input.</summary>
    public List<LayerSummary> Layers { get; } = [];

    /// <summary>Boxes whose values it reads, in the order of its inputs; twice where it reads one twice.</summary>
    public List<int> Inputs { get; } = [];

    public required IReadOnlyList<int> OutputShape { get; init; }

    /// <summary>Whether the shape that leaves is another than one that enters.</summary>
    public bool ChangesShape { get; init; }

    public double Width => (2 * Padding) + (CharacterWidth * Lines.Max(static line => line.Length));

    public double Height => LeadHeight + (FollowerHeight * Math.Max(0, Layers.Count - 1));

    public (string First, string Second) Head => Layers.Count == 0
        ? (LayerSummary.NetworkInput, SummaryTable.Shape(OutputShape))
        : (Layers[0].Kind, $"{Layers[0].Name}  {SummaryTable.Shape(Layers[0].OutputShape)}");

    private IEnumerable<string> Lines => [Head.First, Head.Second, .. Layers.Skip(1).Select(FollowerText)];

    public static string FollowerText(LayerSummary layer) => $"{layer.Kind}  {layer.Name}";

    /// <summary>The boxes of a network, the input first, every one behind those that it reads.</summary>
    public static List<DrawnBox> Of(NetworkDescription network)
    {
        var users = new Dictionary<string, int>();
        foreach (string input in network.Layers.SelectMany(static layer => layer.Inputs))
        {
            users[input] = users.GetValueOrDefault(input) + 1;
        }

        List<DrawnBox> boxes = [new DrawnBox { OutputShape = network.InputShape }];
        var homes = new Dictionary<string, int> { [LayerSummary.NetworkInput] = 0 };
        foreach (LayerSummary layer in network.Layers)
        {
            int[] inputs = [.. layer.Inputs.Select(input => homes[input])];
            if (inputs is [> 0] && DrawnKind.Of(layer.Kind).Follows && users[layer.Inputs[0]] == 1
                && boxes[inputs[0]].OutputShape.SequenceEqual(layer.OutputShape))
            {
                boxes[inputs[0]].Layers.Add(layer);
                homes[layer.Name] = inputs[0];
                continue;
            }

            var box = new DrawnBox
            {
                OutputShape = layer.OutputShape,
                ChangesShape = inputs.Any(input => !boxes[input].OutputShape.SequenceEqual(layer.OutputShape)),
            };
            box.Layers.Add(layer);
            box.Inputs.AddRange(inputs);
            homes[layer.Name] = boxes.Count;
            boxes.Add(box);
        }

        return boxes;
    }
}
