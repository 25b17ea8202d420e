using StaticNet.Measurement;
using StaticNet.Peers.Comparison;
using StaticNet.Peers.OnnxRuntime;
using StaticNet.Peers.Reports;

namespace StaticNet.Peers;

/// <summary>What the command line asks for.</summary>
internal sealed record ComparisonOptions
{
    public required IReadOnlyList<PeerNetwork> Networks { get; init; }

    public required int Threads { get; init; }

    public required int? Batch { get; init; }

    public required int Pairs { get; init; }

    public required bool WithLayers { get; init; }

    public required bool Training { get; init; }

    public required string? JsonPath { get; init; }

    public required string? MarkdownPath { get; init; }
}

/// <summary>One run of the command: sets up what is missing, compares, shows and writes the table.</summary>
internal static class ComparisonRun
{
    /// <summary>Pictures in a training step unless the command line says otherwise.</summary>
    public const int DefaultTrainingBatch = 64;

    public static void Execute(ComparisonOptions options)
    {
        Machine machine = Machine.Here();
        List<ComparisonResult> results = options.Training ? Train(options) : Predict(options);
        MarkdownTable table = ResultTable.Build(results);
        TableView.Show(table);
        if (options.Threads > 1 && !options.Training)
        {
            Console.WriteLine("StaticNet predicts on one thread whatever --threads says; the peer used all of them.");
        }

        Console.WriteLine(machine);
        if (options.JsonPath is { } json)
        {
            ResultFiles.WriteJson(json, results);
        }

        if (options.MarkdownPath is { } markdown)
        {
            ResultFiles.WriteMarkdown(
                markdown,
                "StaticNet against its peers",
                table,
                "Medians of samples taken turn by turn; ratio below 1: StaticNet is faster. Rates count two operations for each multiply-add.",
                Command(options),
                machine);
        }
    }

    private static List<ComparisonResult> Predict(ComparisonOptions options)
    {
        if (!OrtPackage.IsInstalled)
        {
            OrtPackage.Install();
        }

        using Affinity pinned = Affinity.Pin(options.Threads);
        var comparison = new PredictionComparison(
            new OrtApi(OrtPackage.LibraryPath), options.Threads, options.Batch ?? 1, options.Pairs);
        IEnumerable<PeerNetwork> chosen = options.WithLayers ? options.Networks.Concat(PeerNetwork.Layers).Distinct() : options.Networks;
        return [.. chosen.Select(comparison.Run)];
    }

    private static List<ComparisonResult> Train(ComparisonOptions options)
    {
        using Affinity pinned = Affinity.Pin(options.Threads);
        var comparison = new TrainingComparison(options.Threads, options.Batch ?? DefaultTrainingBatch, options.Pairs);
        return [.. options.Networks.Select(comparison.Run)];
    }

    private static string Command(ComparisonOptions options)
    {
        List<string> words = ["dotnet run -c Release --project bench/Peers --"];
        words.AddRange(["--nets", string.Join(',', options.Networks.Select(net => net.Name))]);
        words.AddRange(["--threads", $"{options.Threads}", "--pairs", $"{options.Pairs}"]);
        if (options.Batch is { } batch)
        {
            words.AddRange(["--batch", $"{batch}"]);
        }

        if (options.WithLayers)
        {
            words.Add("--layers");
        }

        if (options.Training)
        {
            words.Add("--training");
        }

        return string.Join(' ', words);
    }
}
