using System.Text;

namespace StaticNet;

/// <summary>Writes a network's description as a Markdown table.</summary>
internal static class SummaryMarkdown
{
    public static string Format(NetworkDescription network)
    {
        var text = new StringBuilder();
        text.Append($"### {Escape(network.Name)}: {SummaryTable.Shape(network.InputShape)} -> {SummaryTable.Shape(network.OutputShape)}\n\n");
        Append(text, SummaryTable.Heads);
        Append(text, [.. SummaryTable.Heads.Select(static (_, column) => column < SummaryTable.FirstNumber ? "---" : "---:")]);
        foreach (string[] row in SummaryTable.Rows(network))
        {
            Append(text, [.. row.Select(Escape)]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>A bar would end the cell, and an underscore or asterisk could begin an emphasis.</summary>
    private static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("|", "\\|").Replace("_", "\\_").Replace("*", "\\*").Replace("<", "&lt;");
}
