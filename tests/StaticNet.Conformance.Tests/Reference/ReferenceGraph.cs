namespace StaticNet.Conformance.Tests.Reference;

/// <summary>A layer and the values that it reads: 0 is the network's input, i + 1 the value of node i.</summary>
internal sealed record ReferenceNode(ReferenceLayer Layer, int[] Inputs);

/// <summary>
/// Places layers one after another as their attributes stand, with branches, joins, names and outputs: the meaning of a declaration,
/// written down a second time.
/// </summary>
internal sealed class ReferenceGraph(MapShape input)
{
    private readonly Dictionary<string, int> ordinals = [];
    private readonly Dictionary<string, int> names = [];
    private readonly List<(int Value, bool TrainingOnly)> further = [];
    private readonly List<(int End, Shortcut? Shortcut)> branches = [];
    private int current;
    private int? origin;
    private bool branchIsOpen;
    private Shortcut? openShortcut;

    public List<ReferenceNode> Nodes { get; } = [];

    public List<ReferenceParameter> Parameters { get; } = [];

    /// <summary>The main output, then the others in the order of a row.</summary>
    public IReadOnlyList<int> Outputs(bool training) =>
    [
        Nodes.Count, .. further.Where(static output => !output.TrainingOnly).Select(static output => output.Value),
        .. further.Where(output => training && output.TrainingOnly).Select(static output => output.Value),
    ];

    public MapShape Shape(int value) => value == 0 ? input : Nodes[value - 1].Layer.Output;

    public void Place(LayerText text, Func<LayerText, MapShape, ReferenceLayer> create)
    {
        switch (text.Kind)
        {
            case "Shape":
                break;
            case "Branch":
                Begin(null);
                break;
            case "Shortcut":
                Begin(new Shortcut(Ordinal("shortcut"), text.Member("Projection", "Convolution")));
                break;
            case "From":
                current = names[text.Word(0)];
                break;
            case "Output":
                further.Add((names[text.Word(0)], text.Flag("TrainingOnly", false)));
                break;
            case "Add" or "Concat" or "Multiply":
                Join(text, create);
                break;
            default:
                Append(create(text, Shape(current)), Ordinal(text.Kind.ToLowerInvariant()), [current], text.Alias);
                break;
        }
    }

    private void Begin(Shortcut? shortcut)
    {
        origin ??= current;
        if (branchIsOpen)
        {
            branches.Add((current, openShortcut));
        }

        branchIsOpen = true;
        openShortcut = shortcut;
        current = origin.Value;
    }

    private void Join(LayerText text, Func<LayerText, MapShape, ReferenceLayer> create)
    {
        int[] inputs;
        if (text.PositionalCount > 0)
        {
            inputs = [.. Enumerable.Range(0, text.PositionalCount).Select(i => names[text.Word(i)]), current];
        }
        else
        {
            branches.Add((current, openShortcut));
            MapShape sibling = Shape(branches.First(static branch => branch.Shortcut is null).End);
            inputs = [.. branches.Select(branch => branch.Shortcut is null ? branch.End : Project(branch.End, branch.Shortcut, sibling, create))];
            branches.Clear();
            (origin, openShortcut, branchIsOpen) = (null, null, false);
        }

        Append(
            JoinReference.Create(text.Kind, [.. inputs.Select(Shape)]), Ordinal(text.Kind.ToLowerInvariant()), inputs, text.Alias);
    }

    private int Project(int value, Shortcut shortcut, MapShape to, Func<LayerText, MapShape, ReferenceLayer> create)
    {
        MapShape from = Shape(value);
        if (from == to && shortcut.Projection != "Always")
        {
            return value;
        }

        string strides = string.Join(", ", from.Spatial.Zip(to.Spatial, static (size, wanted) => (size + wanted - 1) / wanted));
        string placement = $"Stride = new[] {{ {strides} }}, Fit = Fit.Crop";
        bool padded = shortcut.Projection == "ZeroPadded";
        foreach (LayerText layer in LayerText.Parse(
            padded ? $"MaxPool(1, {placement})" : $"Conv({to.Channels}, 1, {placement}, Bias = false), BatchNorm"))
        {
            Append(create(layer, Shape(value)), $"{shortcut.Name}.{layer.Kind.ToLowerInvariant()}1", [value], null);
            value = Nodes.Count;
        }

        if (padded)
        {
            Append(new ChannelPadReference(Shape(value), to.Channels - from.Channels), $"{shortcut.Name}.channelpad1", [value], null);
            value = Nodes.Count;
        }

        return value;
    }

    private string Ordinal(string kind)
    {
        ordinals[kind] = ordinals.GetValueOrDefault(kind) + 1;
        return $"{kind}{ordinals[kind]}";
    }

    private void Append(ReferenceLayer layer, string name, int[] inputs, string? alias)
    {
        foreach (ReferenceParameter parameter in layer.Parameters)
        {
            parameter.Name = $"{alias ?? name}.{parameter.Name}";
            Parameters.Add(parameter);
        }

        Nodes.Add(new ReferenceNode(layer, inputs));
        current = Nodes.Count;
        if (alias is not null)
        {
            names[alias] = current;
        }
    }

    private sealed record Shortcut(string Name, string Projection);
}
