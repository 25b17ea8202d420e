using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>The graph of a declaration, or why there is none; warnings may stand beside a graph.</summary>
internal sealed record GraphResult(NetworkGraph? Graph, EquatableArray<Finding> Findings);

/// <summary>
/// Shape inference: places part after part, a layer on the value before it. It ends at the first part that does not go with
/// its input, since every later shape would be a guess.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly List<Finding> findings = [];
    private readonly NodeList nodes;
    private readonly GraphOutputs outputs = new();

    /// <summary>The network, and the uses of blocks that are open within it.</summary>
    private readonly Stack<Scope> scopes = [];
    private Scope scope = new(string.Empty, firstNode: 0);

    /// <summary>The node whose value the next layer reads.</summary>
    private int current;

    private GraphBuilder(NetworkDeclaration declaration) => nodes = new NodeList(declaration.Input, declaration.Normalization);

    public static GraphResult Build(NetworkDeclaration declaration)
    {
        if (NetworkLimits.ExceededBy(declaration.Input) is { } excess)
        {
            return new GraphResult(
                null, [new Finding(DiagnosticIds.TooLarge, Site.Network("shape"), ["Network", excess, NetworkLimits.Text], [])]);
        }

        var builder = new GraphBuilder(declaration);
        NetworkGraph? graph = builder.Place(declaration.Parts);
        return new GraphResult(graph, [.. builder.findings]);
    }

    private NetworkGraph? Place(EquatableArray<Part> parts)
    {
        foreach (Part part in parts)
        {
            var found = new FindingList(SiteKind.Part, part.Site, scope.Within);
            bool placed = Place(part, found);
            findings.AddRange(found.All);
            if (!placed)
            {
                return null;
            }
        }

        return Leave(scope) && outputs.Complete(nodes, findings) is { } all ? new NetworkGraph([.. nodes.All], all) : null;
    }

    private bool Place(Part part, FindingList found)
    {
        if (scope.Fork?.Open is ShortcutPart && part is not (BranchPart or ShortcutPart or JoinPart or BlockEndPart))
        {
            found.Report(DiagnosticIds.BranchNotJoined, [], ["Shortcut", "it is a branch by itself, and only another branch or the join follows it"]);
            return false;
        }

        return part switch
        {
            LayerPart { Layer: ShapeAssertion assertion } => Check(assertion, found),
            LayerPart layer => Append(layer, layer.Layer, layer.Name, layer.As, [current], found),
            BranchPart or ShortcutPart => Begin(part),
            JoinPart { Sources.Count: 0 } join => JoinBranches(join, found),
            JoinPart join => JoinNamed(join, found),
            FromPart from => GoBack(from, found),
            OutputPart output => AddOutput(output, found),
            BlockStartPart start => Enter(start),
            BlockEndPart end => Leave(end),
            _ => throw new InvalidOperationException($"{part.GetType().Name} has no place in a graph."),
        };
    }

    private bool Append(Part part, Layer layer, string name, string? alias, EquatableArray<int> inputs, FindingList found)
    {
        if (nodes.Append(new Declared(part, scope.Within), layer, name, inputs, found) is not { } node)
        {
            return false;
        }

        current = node.Index;
        scope.Name(alias, current, part);
        return true;
    }

    private bool Check(ShapeAssertion assertion, FindingList found)
    {
        Shape actual = nodes[current].Output;
        if (assertion.Expected.SequenceEqual([actual.Channels, .. actual.Spatial]))
        {
            return true;
        }

        string why = AssertionExplanation.Of(assertion, nodes, nodes[current], out EquatableArray<Setting> settings);
        found.Report(
            DiagnosticIds.AssertionFails,
            ["shape"],
            [$"({string.Join(", ", assertion.Expected)})", actual.ToString(), why],
            [new Setting("shape", string.Join(", ", [actual.Channels, .. actual.Spatial])), .. settings]);
        return false;
    }

    private bool Begin(Part branch)
    {
        scope.Fork?.End(current);
        scope.Fork ??= new Fork(current);
        scope.Fork.Begin(branch);
        current = scope.Fork.Origin;
        return true;
    }

    private bool JoinBranches(JoinPart join, FindingList found)
    {
        if (scope.Fork is not { } fork)
        {
            found.Report(
                DiagnosticIds.BranchNotJoined,
                [],
                [join.Join.Title, $"no branches are open here; [Branch] begins one, and [{join.Join.Title}(\"name\")] joins with a named value"]);
            return false;
        }

        fork.End(current);
        if (fork.Branches.Count < 2)
        {
            found.Report(
                DiagnosticIds.BranchNotJoined,
                [],
                [join.Join.Title, "there is only one branch; a second [Branch] without layers is the value before the first"]);
            return false;
        }

        if (fork.Branches.All(static branch => branch.Shortcut is not null))
        {
            found.Report(
                DiagnosticIds.BranchNotJoined, [], [join.Join.Title, "every branch is a Shortcut, which takes its shape from a sibling with layers"]);
            return false;
        }

        scope.Fork = null;
        Shape shape = nodes[fork.Branches.First(static branch => branch.Shortcut is null).End].Output;
        var inputs = new List<int>();
        foreach (Branch branch in fork.Branches)
        {
            current = branch.End;
            if (branch.Shortcut is { } shortcut && !Project(shortcut, shape))
            {
                return false;
            }

            inputs.Add(current);
        }

        return Append(join, join.Join, join.Name, join.As, [.. inputs], found);
    }

    /// <summary>Brings the current value to a sibling's shape; what is wrong is told of the shortcut.</summary>
    private bool Project(ShortcutPart shortcut, Shape shape)
    {
        var found = new FindingList(SiteKind.Part, shortcut.Site, scope.Within);
        Layer[]? layers = ShortcutRule.Layers(shortcut.Projection, nodes[current].Output, shape, found);
        bool placed = layers?.All(layer => Append(shortcut, layer, $"{shortcut.Name}.{layer.Kind}1", null, [current], found)) == true;
        findings.AddRange(found.All);
        return placed;
    }

    private bool JoinNamed(JoinPart join, FindingList found)
    {
        var inputs = new List<int>();
        for (int i = 0; i < join.Sources.Count; i++)
        {
            int source = i;
            Setting Corrected(string name) =>
                new("names", string.Join(", ", join.Sources.Select((other, j) => Quoted(j == source ? name : other))));
            if (Find(join.Sources[i], join.Join.Title, new ArgumentReference("names", i), Corrected, found) is not { } value)
            {
                return false;
            }

            inputs.Add(value.Node);
        }

        return Append(join, join.Join, join.Name, join.As, [.. inputs, current], found);
    }

    private bool GoBack(FromPart from, FindingList found)
    {
        if (Find(from.Source, "From", "name", Corrected, found) is not { } value)
        {
            return false;
        }

        current = value.Node;
        return true;
    }

    private bool AddOutput(OutputPart part, FindingList found)
    {
        if (scope.Use(part.Source) is not { } value)
        {
            return ReportUnknown(part.Source, "Output", "name", Corrected, found);
        }

        if (outputs.Add(part, value.Node) is not { } refused)
        {
            return true;
        }

        found.Report(DiagnosticIds.BadArgument, ["name"], ["Output", refused]);
        return false;
    }

    /// <summary>The value of a name, which can be meant only where no branch is open.</summary>
    private NamedValue? Find(string name, string title, ArgumentReference argument, Func<string, Setting> correct, FindingList found)
    {
        if (scope.Fork is not null)
        {
            found.Report(DiagnosticIds.NameAmongBranches, [argument], [title, name]);
            return null;
        }

        NamedValue? value = scope.Use(name);
        if (value is null)
        {
            ReportUnknown(name, title, argument, correct, found);
        }

        return value;
    }

    private bool ReportUnknown(string name, string title, ArgumentReference argument, Func<string, Setting> correct, FindingList found)
    {
        string[] known = [.. scope.Names.Select(static value => value.Name)];
        string? nearest = Spelling.Nearest(name, known);
        string hint = known.Length == 0 ? "As on the layer that makes it gives it one"
            : nearest is not null ? $"did you mean '{nearest}'?"
            : $"there are {string.Join(", ", known.Select(static other => $"'{other}'"))}";
        found.Report(DiagnosticIds.UnknownName, [argument], [title, name, hint], nearest is null ? [] : [correct(nearest)]);
        return false;
    }

    private static Setting Corrected(string name) => new("name", Quoted(name));

    private static string Quoted(string name) => $"\"{name}\"";

    private bool Enter(BlockStartPart start)
    {
        scopes.Push(scope);
        scope = new Scope(start.Within, nodes.Count);
        return true;
    }

    private bool Leave(BlockEndPart end)
    {
        Scope ended = scope;
        if (!Leave(ended))
        {
            return false;
        }

        scope = scopes.Pop();
        scope.Name(end.As, current, end);

        // A block with parameters is named for their sake, too.
        if (end.As is not null && Enumerable.Range(ended.FirstNode, nodes.Count - ended.FirstNode).Any(node => nodes[node].Layer.Parameters.Count > 0))
        {
            scope.Use(end.As);
        }

        return true;
    }

    /// <summary>What must be complete at the end of a scope.</summary>
    private bool Leave(Scope ended)
    {
        if (ended.Fork is { } fork)
        {
            var found = new FindingList(SiteKind.Part, fork.Open.Site, ended.Within);
            string title = fork.Open is ShortcutPart ? "Shortcut" : "Branch";
            found.Report(DiagnosticIds.BranchNotJoined, [], [title, "no Add, Concat or Multiply joins it with its siblings"]);
            findings.AddRange(found.All);
            return false;
        }

        foreach (NamedValue value in ended.Names)
        {
            // A layer with parameters is named for their sake, too.
            if (!value.IsUsed && nodes[value.Node] is { Layer.Parameters.Count: 0 } node)
            {
                var found = new FindingList(SiteKind.Part, value.Part.Site, ended.Within);
                found.Report(DiagnosticIds.UnusedName, ["As"], [value.Part is BlockEndPart ? "Block" : node.Layer.Title, value.Name]);
                findings.AddRange(found.All);
            }
        }

        return true;
    }
}
