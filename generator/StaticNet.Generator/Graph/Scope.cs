using StaticNet.Generator.Declarations;

namespace StaticNet.Generator.Graph;

/// <summary>What is open while the parts of a network, or of one use of a block, are placed: names and branches.</summary>
/// <param name="within">Which use it is, as messages say it; empty for the network itself.</param>
/// <param name="firstNode">The first node that is placed in it.</param>
internal sealed class Scope(string within, int firstNode)
{
    private readonly Dictionary<string, NamedValue> names = new(StringComparer.Ordinal);

    public string Within => within;

    public int FirstNode => firstNode;

    /// <summary>The branches begun since the last join, if any.</summary>
    public Fork? Fork { get; set; }

    public IEnumerable<NamedValue> Names => names.Values;

    public void Name(string? name, int node, Part part)
    {
        if (name is not null)
        {
            names[name] = new NamedValue(name, node, part);
        }
    }

    /// <summary>The value of that name, which counts as used from now on, or null.</summary>
    public NamedValue? Use(string name)
    {
        if (!names.TryGetValue(name, out NamedValue? value))
        {
            return null;
        }

        value.IsUsed = true;
        return value;
    }
}

/// <summary>A value that <c>As</c> named, and the part that made it.</summary>
internal sealed class NamedValue(string name, int node, Part part)
{
    public string Name => name;

    public int Node => node;

    public Part Part => part;

    public bool IsUsed { get; set; }
}

/// <summary>Branches that begin at one value.</summary>
internal sealed class Fork(int origin)
{
    private readonly List<Branch> branches = [];

    /// <summary>The node whose value every branch begins with.</summary>
    public int Origin => origin;

    /// <summary>The part that began the branch which is being placed.</summary>
    public Part Open { get; private set; } = null!;

    /// <summary>The branches that are complete, in order of writing.</summary>
    public IReadOnlyList<Branch> Branches => branches;

    public void Begin(Part part) => Open = part;

    /// <summary>Ends the open branch at a node.</summary>
    public void End(int node) => branches.Add(new Branch(node, Open as ShortcutPart));
}

/// <summary>The node in which a branch ends. A shortcut begins and ends at the fork's origin until its siblings' shape is known.</summary>
internal readonly record struct Branch(int End, ShortcutPart? Shortcut);
