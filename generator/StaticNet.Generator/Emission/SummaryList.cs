namespace StaticNet.Generator.Emission;

/// <summary>
/// A list of what a network's description says of each layer or parameter. A long one is written as several methods: the JIT takes
/// two to three times as long, and much more memory, for one method of hundreds of objects as for many of a few, and every program waits for it.
/// </summary>
/// <param name="type">Type of the entries.</param>
/// <param name="name">What they are, the name of the methods.</param>
/// <param name="entries">The lines of each entry.</param>
internal sealed class SummaryList(string type, string name, IReadOnlyList<string[]> entries)
{
    /// <summary>The class that holds the methods.</summary>
    public const string Parts = "SummaryParts";

    private const int MostEntries = 16;

    /// <summary>Whether the list takes several methods.</summary>
    public bool IsInParts => entries.Count > 2 * MostEntries;

    private IEnumerable<int> Starts => Enumerable.Range(0, (entries.Count + MostEntries - 1) / MostEntries).Select(static part => part * MostEntries);

    /// <summary>Writes the list as an argument.</summary>
    public void EmitList(CodeWriter writer)
    {
        writer.Line("    [");
        if (IsInParts)
        {
            foreach (int start in Starts)
            {
                writer.Line($"        .. {Parts}.{name}{start}(),");
            }
        }
        else
        {
            EmitEntries(writer, 0, entries.Count, "        ");
        }

        writer.Line("    ],");
    }

    /// <summary>Writes the methods of a list in parts.</summary>
    public void EmitParts(CodeWriter writer)
    {
        foreach (int start in IsInParts ? Starts : [])
        {
            writer.Line($"public static {type}[] {name}{start}() =>");
            writer.Line("[");
            EmitEntries(writer, start, Math.Min(entries.Count, start + MostEntries), "    ");
            writer.Line("];");
            writer.Line();
        }
    }

    private void EmitEntries(CodeWriter writer, int start, int end, string indentation)
    {
        for (int i = start; i < end; i++)
        {
            foreach (string line in entries[i])
            {
                writer.Line(indentation + line);
            }
        }
    }
}
