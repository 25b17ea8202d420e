namespace StaticNet.Generator.Graph;

/// <summary>What a misspelt name was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The name that is fewest edits away, if those are at most a third of its letters.</summary>
    public static string? Nearest(string written, IEnumerable<string> names)
    {
        (string Name, int Edits) best = names
            .Select(name => (name, Edits: Distance(written.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(static candidate => candidate.Edits)
            .FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(1, best.Name.Length / 3) ? best.Name : null;
    }

    /// <summary>Letters inserted, left out or exchanged (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int exchanged = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchanged, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
