using StaticNet.Measurement;
using StaticNet.Peers.Comparison;
using StaticNet.Peers.OneDnn;
using StaticNet.Peers.OnnxRuntime;
using StaticNet.Peers.Reports;

namespace StaticNet.Peers;

/// <summary>What the command line asks for.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>The networks named by <c>--nets</c>; null for those that the rest of the command line implies.</summary>
    public required string? Names { get; init; }

    /// <summary>Threads of both sides.</summary>
    public required int Threads { get; init; }

    /// <summary>Pictures in a run or step; null for the usual number.</summary>
    public required int? Batch { get; init; }

    /// <summary>Samples of each side.</summary>
    public required int Pairs { get; init; }

    /// <summary>Single layers and chains, too.</summary>
    public required bool WithLayers { get; init; }

    /// <summary>Training steps instead of predictions.</summary>
    public required bool Training { get; init; }

    /// <summary>Several threads against one instead of another engine.</summary>
    public required bool Scaling { get; init; }

    /// <summary>Where to write the results.</summary>
    public required string? JsonPath { get; init; }

    /// <summary>Where to write the table.</summary>
    public required string? MarkdownPath { get; init; }

    /// <summary>Whether the rows of the JSON file stay that this run has nothing new about.</summary>
    public required bool Append { get; init; }

    /// <summary>The networks to compare.</summary>
    /// <exception cref="ArgumentException">There is no network of a name.</exception>
    public IReadOnlyList<PeerNetwork> Networks =>
    [
        .. PeerNetwork.Choose(Names, otherwise: Training ? PeerNetwork.Trained : WithLayers ? [] : PeerNetwork.Networks)
            .Concat(WithLayers ? PeerNetwork.Layers : [])
            .Distinct(),
    ];
}

/// <summary>One run of the command: sets up what is missing, compares, shows and writes the table.</summary>
internal static class ComparisonRun
{
    /// <summary>Compares what the options name.</summary>
    public static void Execute(ComparisonOptions options)
    {
        Machine machine = Machine.Here();
        IReadOnlyList<ComparisonResult> results = options.Training ? Train(options) : options.Scaling ? Scale(options) : Predict(options);
        if (options is { JsonPath: { } json })
        {
            results = options.Append ? ResultFiles.Merge(ResultFiles.ReadJson(json), results) : results;
            ResultFiles.WriteJson(json, results);
        }

        MarkdownTable table = ResultTable.Build(results);
        TableView.Show(table);
        Console.WriteLine(machine);
        if (options.MarkdownPath is { } markdown)
        {
            ResultFiles.WriteMarkdown(markdown, "StaticNet against its peers", table, ResultTable.Note, Command(options), machine);
        }
    }

    private static IReadOnlyList<ComparisonResult> Predict(ComparisonOptions options)
    {
        if (!OrtPackage.IsInstalled)
        {
            OrtPackage.Install();
        }

        using Affinity pinned = Affinity.Pin(options.Threads);
        IReadOnlyList<PeerNetwork> networks = options.Networks;
        var comparison = new PredictionComparison(new OrtApi(OrtPackage.LibraryPath), options.Threads, options.Batch ?? 1, options.Pairs);
        return [.. networks.Select(comparison.Run), .. Kernels(options, [.. networks.Where(static net => net.Kind == NetworkKind.Layer)])];
    }

    // oneDNN's program measures one picture; our kernels are timed one by one, which is on one thread.
    private static IReadOnlyList<ComparisonResult> Kernels(ComparisonOptions options, IReadOnlyList<PeerNetwork> layers)
    {
        if (layers.Count == 0)
        {
            return [];
        }

        if (options.Threads > 1 || options.Batch > 1)
        {
            Console.WriteLine("oneDNN is left out: it is compared on one thread with one picture.");
            return [];
        }

        if (OneDnnPeer.Find() is { } oneDnn)
        {
            return new KernelComparison(oneDnn, options.Pairs).Run(layers);
        }

        Console.WriteLine($"oneDNN is left out: {OneDnnPeer.Missing}.");
        return [];
    }

    private static IReadOnlyList<ComparisonResult> Train(ComparisonOptions options)
    {
        using Affinity pinned = Affinity.Pin(options.Threads);
        return new TrainingComparison(options.Threads, options.Batch, options.Pairs).Run(options.Networks);
    }

    private static IReadOnlyList<ComparisonResult> Scale(ComparisonOptions options)
    {
        using Affinity pinned = Affinity.Pin(options.Threads);
        return [.. options.Networks.Select(new ScalingComparison(options.Threads, options.Batch ?? 1, options.Pairs).Run)];
    }

    private static string Command(ComparisonOptions options)
    {
        List<string> words = ["dotnet run -c Release --project bench/Peers --"];
        words.AddRange(options.Names is { } names ? ["--nets", names] : []);
        words.AddRange(["--threads", $"{options.Threads}", "--pairs", $"{options.Pairs}"]);
        words.AddRange(options.Batch is { } batch ? ["--batch", $"{batch}"] : []);
        words.AddRange(options.WithLayers ? ["--layers"] : []);
        words.AddRange(options.Training ? ["--training"] : []);
        words.AddRange(options.Scaling ? ["--scaling"] : []);
        words.AddRange(options is { Append: true, JsonPath: { } json } ? ["--append", "--json", json] : []);
        return string.Join(' ', words);
    }
}
