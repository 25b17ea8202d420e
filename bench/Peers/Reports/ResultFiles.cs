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

    /// <summary>Writes the table, the command that makes it and the machine it was measured on.</summary>
    public static void WriteMarkdown(string path, MarkdownTable table, string command, Machine machine)
    {
        CreateFolder(path);
        File.WriteAllText(
            path,
            $"""
            # StaticNet against its peers

            {table}
            Medians of samples taken turn by turn; ratio below 1: StaticNet is faster. Rates count two operations for each multiply-add.

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
