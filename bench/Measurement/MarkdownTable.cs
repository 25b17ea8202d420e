using System.Text;

namespace StaticNet.Measurement;

/// <summary>A table as Markdown, with columns padded so that the source reads as well as the rendering.</summary>
public sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> rows = [];

    /// <summary>The column titles.</summary>
    public IReadOnlyList<string> Header => header;

    /// <summary>The rows added so far.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <summary>Adds a row with one cell for each column.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != header.Length)
        {
            throw new ArgumentException($"The table has {header.Length} columns; the row has {cells.Length}.", nameof(cells));
        }

        rows.Add(cells);
    }

    /// <summary>The Markdown text, ending in a line break.</summary>
    public override string ToString()
    {
        int[] widths = header
            .Select((title, column) => Math.Max(3, rows.Select(row => Escape(row[column]).Length).Append(title.Length).Max()))
            .ToArray();
        var text = new StringBuilder();
        Write(text, header, widths);
        Write(text, widths.Select(width => new string('-', width)), widths);
        foreach (string[] row in rows)
        {
            Write(text, row.Select(Escape), widths);
        }

        return text.ToString();
    }

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Write(StringBuilder text, IEnumerable<string> cells, int[] widths)
    {
        text.Append("| ").AppendJoin(" | ", cells.Zip(widths, (cell, width) => cell.PadRight(width))).Append(" |\n");
    }
}
