using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Graph;

/// <summary>
/// The outputs of a graph. The main one is the last value that nothing reads and no <c>Output</c> names; another such value is an
/// error, since it would be computed for nobody.
/// </summary>
internal sealed class GraphOutputs
{
    public const string Main = "output";

    private readonly List<(GraphOutput Output, Part Part)> further = [];

    /// <summary>Adds a further output; null, or why it cannot be one.</summary>
    public string? Add(OutputPart part, int node)
    {
        if (part.Name == Main)
        {
            return $"the main output is called '{Main}'; another one needs another name";
        }

        if (!part.TrainingOnly && GeneratedMembers.TakenBy(part.Name) is { } taken)
        {
            return $"an output '{part.Name}' would bring a second constant {taken}; it needs another name";
        }

        if (further.Any(output => output.Output.Name == part.Name))
        {
            return $"'{part.Source}' is an output already";
        }

        further.Add((new GraphOutput(node, part.Name, part.TrainingOnly, part.LossWeight), part));
        return null;
    }

    /// <summary>All outputs, main first; null after reporting values for nobody.</summary>
    public EquatableArray<GraphOutput>? Complete(NodeList nodes, List<Finding> findings)
    {
        var used = new HashSet<int>(nodes.All.SelectMany(static node => node.Inputs).Concat(further.Select(static output => output.Output.Node)));
        Node[] unused = [.. nodes.All.Where(node => !used.Contains(node.Index))];
        if (unused.Length == 0)
        {
            (GraphOutput last, Part part) = further.OrderBy(static output => output.Output.Node).Last();
            findings.Add(new Finding(
                DiagnosticIds.BadArgument, Site.Part(part.Site), ["Output", $"'{last.Name}' is the last value and so the main output already"], []));
            return null;
        }

        foreach (Node node in unused.Take(unused.Length - 1))
        {
            Declared declared = nodes.DeclaredAs(node.Index);
            var found = new FindingList(SiteKind.Part, declared.Part?.Site ?? 0, declared.Within);
            found.Report(
                DiagnosticIds.UnusedValue,
                [],
                [$"{node.Name} {node.Output}", "name it with As and use it in From, Add, Concat, Multiply or Output, or remove what leads to it"]);
            findings.AddRange(found.All);
        }

        var main = new GraphOutput(unused[unused.Length - 1].Index, Main, TrainingOnly: false, LossWeight: 1);
        return unused.Length > 1 ? null : [main, .. further.Select(static output => output.Output)];
    }
}
