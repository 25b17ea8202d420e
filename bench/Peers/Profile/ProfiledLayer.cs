using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Peers.Profile;

/// <summary>
/// A row of the profile: the steps of one layer with what is fused into it, or a step that belongs to none (the caller's output).
/// </summary>
internal sealed class ProfiledLayer
{
    private readonly NetworkGraph graph;
    private readonly Node[] nodes;

    private ProfiledLayer(NetworkGraph graph, string name, IReadOnlyList<ClockedStep> steps, int first, bool ofWeights)
    {
        this.graph = graph;
        Name = name;
        Entry = steps[0].Entry;
        Steps = steps;
        First = first;
        nodes = [.. steps.SelectMany(step => NodesIn(graph, step.Title)).Distinct()];
        OfWeights = ofWeights;
    }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>The entry point: Predict, or one of a training step's.</summary>
    public string Entry { get; }

    /// <summary>Its steps, one after another in the program.</summary>
    public IReadOnlyList<ClockedStep> Steps { get; }

    /// <summary>The index of its first step in the program.</summary>
    public int First { get; }

    /// <summary>Whether it computes a gradient of weights.</summary>
    public bool OfWeights { get; }

    /// <summary>The layer and what it makes: "Conv 3x3, (64, 56, 56)".</summary>
    public string Description => nodes.Length == 0 ? ""
        : string.Join(" + ", nodes.Select(static node => node.Layer.Description)) + $" -> {nodes[^1].Output}";

    /// <summary>The kernels' methods.</summary>
    public string Algorithm => string.Join(", ", Steps.Select(static step => step.Kernel).Distinct());

    /// <summary>Floating-point operations for one picture: two for each multiply-add of the layer as declared, whatever the kernel does.</summary>
    public double Flop => Entry.StartsWith("Prepare", StringComparison.Ordinal) ? 0 : 2.0 * nodes.Sum(static node => node.Cost.MultiplyAdds);

    /// <summary>
    /// The bytes that any implementation moves for one picture: the values read and made, and the weights. What stays in the layer is not
    /// counted, nor what a kernel reads twice.
    /// </summary>
    public double Bytes
    {
        get
        {
            if (nodes.Length == 0 || Entry.StartsWith("Prepare", StringComparison.Ordinal))
            {
                return 0;
            }

            HashSet<int> inside = [.. nodes.Select(static node => node.Index)];
            long read = nodes.SelectMany(static node => node.Inputs).Distinct().Where(input => !inside.Contains(input)).Sum(input => (long)graph[input].Output.Length);
            return 4.0 * (read + nodes[^1].Output.Length + nodes.Sum(static node => node.Cost.Parameters));
        }
    }

    /// <summary>The rows of a program. Steps next to each other that belong to the same layer are one row.</summary>
    public static IReadOnlyList<ProfiledLayer> Of(NetworkGraph graph, IReadOnlyList<ClockedStep> steps)
    {
        var rows = new List<ProfiledLayer>();
        for (int first = 0, next; first < steps.Count; first = next)
        {
            string name = LayerOf(graph, steps[first].Title);
            bool ofWeights = IsOfWeights(steps[first]);
            for (next = first + 1;
                next < steps.Count && steps[next].Entry == steps[first].Entry && LayerOf(graph, steps[next].Title) == name && IsOfWeights(steps[next]) == ofWeights;
                next++)
            {
            }

            rows.Add(new ProfiledLayer(graph, name, [.. steps.Skip(first).Take(next - first)], first, ofWeights));
        }

        return rows;
    }

    private static bool IsOfWeights(ClockedStep step) => step.Entry == "Backward"
        && (step.Kernel.Contains("WeightGradient", StringComparison.Ordinal) || step.Kernel.Contains("Bias_Gradient", StringComparison.Ordinal));

    private static string LayerOf(NetworkGraph graph, string title) => NodesIn(graph, title).FirstOrDefault()?.Name ?? title.Split(':')[0];

    // "conv1: (1, 28, 28) -> ... + relu1", "conv1 in planes with a halo", "input of conv1, rearranged", "conv1, backward".
    private static IEnumerable<Node> NodesIn(NetworkGraph graph, string title)
    {
        const string rearranged = "input of ";
        string text = title.StartsWith(rearranged, StringComparison.Ordinal) ? title[rearranged.Length..] : title;
        return text.Split(" + ")
            .Select(static part => part.Split(':', ',', ' ')[0])
            .Select(name => graph.Nodes.FirstOrDefault(node => node.Name == name && node.Layer is not InputLayer))
            .OfType<Node>();
    }
}
