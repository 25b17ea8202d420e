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

    /// <summary>The results in a file that <see cref="WriteJson"/> wrote; none if there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static IReadOnlyList<ComparisonResult> ReadJson(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ComparisonResult[]>(File.ReadAllText(path), Options)! : [];
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} holds no results of this program: {error.Message}", error);
        }
    }

    /// <summary>
    /// The rows of <paramref name="before"/> with those of <paramref name="now"/> in place of rows about the same, and new rows at the end.
    /// </summary>
    public static IReadOnlyList<ComparisonResult> Merge(IReadOnlyList<ComparisonResult> before, IReadOnlyList<ComparisonResult> now) =>
    [
        .. before.Select(row => now.FirstOrDefault(row.IsSameAs) ?? row),
        .. now.Where(row => !before.Any(row.IsSameAs)),
    ];

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

    /// <summary>Makes the folder that a file is to be written into.</summary>
    public static void CreateFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
