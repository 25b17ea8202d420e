using System.Text.Json;
using System.Text.Json.Serialization;
using StaticNet.Measurement;
using StaticNet.Peers.Comparison;

namespace StaticNet.Peers.Reports;

/// <summary>The comparison as files: Markdown to be read, JSON to be computed with.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        WriteIndented = true,
    };

    /// <summary>Writes an array with one object for each result.</summary>
    public static void WriteJson(string path, IReadOnlyList<ComparisonResult> results)
    {
        CreateFolder(path);
        File.WriteAllText(path, JsonSerializer.Serialize(results, Options) + "\n");
    }

    /// <summary>Writes a table with its title, what is to be said about it, the command that makes it and the machine it was measured on.</summary>
    public static void WriteMarkdown(string path, string title, MarkdownTable table, string note, string command, Machine machine)
    {
        CreateFolder(path);
        File.WriteAllText(
            path,
            $"""
            # {title}

            {table}
            {note}

            `{command}` on {machine}

            """);
    }

    private static void CreateFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
