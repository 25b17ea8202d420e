using Spectre.Console;

namespace StaticNet.Measurement;

/// <summary>Draws a table on the terminal.</summary>
public static class TableView
{
    private const int RedirectedWidth = 220;

    /// <summary>Draws <paramref name="table"/>; the cells <c>yes</c> and <c>no</c> in green and red.</summary>
    public static void Show(MarkdownTable table)
    {
        if (Console.IsOutputRedirected)
        {
            // A file has neither width nor colours; without this a table is broken to 80 columns.
            AnsiConsole.Profile.Width = RedirectedWidth;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        var drawn = new Table().Border(TableBorder.Rounded);
        foreach (string title in table.Header)
        {
            drawn.AddColumn(Markup.Escape(title));
        }

        foreach (IReadOnlyList<string> row in table.Rows)
        {
            drawn.AddRow([.. row.Select(Cell)]);
        }

        AnsiConsole.Write(drawn);
    }

    private static string Cell(string text) => text switch
    {
        "yes" => "[green]yes[/]",
        "no" => "[red]no[/]",
        _ => Markup.Escape(text),
    };
}
