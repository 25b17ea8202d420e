using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Measurement;

namespace StaticNet.Generator.Tests;

/// <summary>One random network, alone or with another size of it, and what became of it.</summary>
/// <param name="Source">Its blocks and classes.</param>
/// <param name="Names">The network's class, and that of the other size.</param>
/// <param name="IsBroken">The compiler rejects it.</param>
/// <param name="IsAccepted">Nobody rejects anything of it.</param>
/// <param name="Ids">What was found, errors and warnings.</param>
/// <param name="Options">Options of layers written in it.</param>
/// <param name="Kinds">The layers of the network where it is accepted, by the names of their attributes.</param>
/// <param name="Failure">An exception, or a report that contradicts the analysis; null where all is well.</param>
/// <param name="Time">Reading, graph and reports; of several readings the shortest where the first seemed long, since the machine is not ours alone.</param>
internal sealed record FuzzedDeclaration(
    string Source, string[] Names, bool IsBroken, bool IsAccepted, string[] Ids, string[] Options, string[] Kinds, string? Failure, TimeSpan Time)
{
    /// <summary>Spatial axes of the input, of an accepted one.</summary>
    public int Rank { get; init; }

    /// <summary>A network over another with dense layers that slide.</summary>
    public bool Slides { get; init; }

    public override string ToString() => Source;
}

/// <summary>Random declarations from nearly right to quite wild, read as the generator and the analyzer read them.</summary>
internal static class FuzzCorpus
{
    public const int Count = 20_000;
    public const string Usings = "using StaticNet;\n";
    private const int PerCompilation = 250;

    /// <summary>Nothing small that a user writes may keep the editor waiting for so long.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    private static readonly double[] Wildness = [0.3, 0.1, 0.03, 0.01, 0.0];

    private static readonly Lazy<FuzzedDeclaration[]> Everything = new(static () =>
    [
        .. Enumerable.Range(0, Count / PerCompilation).AsParallel().AsOrdered().SelectMany(static seed => Read(seed)),
    ]);

    public static FuzzedDeclaration[] All => Everything.Value;

    /// <summary>Sources of one compilation, whose declarations are numbered.</summary>
    public static (string Source, bool IsResized, string[] Options)[] Sources(int seed, int count)
    {
        var declarations = new RandomDeclaration(new Random(seed), Wildness[seed % Wildness.Length]);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                declarations.Options.Clear();
                string source = declarations.Next(i, out bool resized);
                return (source, resized, declarations.Options.ToArray());
            }),
        ];
    }

    /// <summary>How long something keeps a processor: others may be at work beside it. It is done again where that seems too long.</summary>
    public static TimeSpan Shortest(Action action)
    {
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int i = 0; i < 3 && shortest > Long; i++)
        {
            ThreadClock clock = ThreadClock.Start();
            action();
            TimeSpan time = clock.ProcessorTime;
            shortest = time < shortest ? time : shortest;
        }

        return shortest;
    }

    private static FuzzedDeclaration[] Read(int seed)
    {
        (string Source, bool IsResized, string[] Options)[] sources = Sources(seed, PerCompilation);
        CSharpCompilation compilation = Harness.Compilation(Usings + string.Concat(sources.Select(static source => source.Source)));
        HashSet<int> broken = Broken(compilation, [.. sources.Select(static source => source.Source)]);
        return
        [
            .. sources.Select((source, i) =>
            {
                string[] names = source.IsResized ? [$"Net{i}", $"Sized{i}"] : [$"Net{i}"];
                var analyses = new List<NetworkAnalysis>();
                string? failure = null;
                TimeSpan time = Shortest(() =>
                {
                    analyses.Clear();
                    foreach (string name in names)
                    {
                        failure ??= Analyze(compilation.GetTypeByMetadataName(name)!, compilation, broken.Contains(i), analyses);
                    }
                });

                // The analyses themselves are let go: 20,000 of them would take gigabytes.
                bool isAccepted = !broken.Contains(i) && failure is null && analyses.TrueForAll(static analysis => analysis.Graph is not null);
                NetworkDeclaration? declaration = isAccepted ? analyses[0].Reading.Declaration : null;
                return new FuzzedDeclaration(
                    source.Source,
                    names,
                    broken.Contains(i),
                    isAccepted,
                    [.. analyses.SelectMany(static analysis => analysis.Findings).Select(static finding => finding.Id)],
                    source.Options,
                    declaration is null ? [] : [.. Kinds(declaration).Distinct()],
                    failure,
                    time)
                {
                    Rank = declaration?.Input.Rank ?? 0,
                    Slides = isAccepted && analyses[^1].Reading.Declaration!.DenseAsConv,
                };
            }),
        ];
    }

    private static IEnumerable<string> Kinds(NetworkDeclaration declaration) => declaration.Parts
        .Select(static part => part switch { LayerPart layer => layer.Layer.Title, JoinPart join => join.Join.Title, _ => null })
        .OfType<string>();

    /// <summary>As the generator and the analyzer do it, diagnostics with their places included; what is wrong with that.</summary>
    private static string? Analyze(INamedTypeSymbol type, Compilation compilation, bool isBroken, List<NetworkAnalysis> analyses)
    {
        try
        {
            NetworkAnalysis analysis = NetworkAnalysis.Of(DeclarationReader.Read(type, CancellationToken.None)!);
            analyses.Add(analysis);
            Diagnostic[] reported = [.. FindingReport.Of(type, compilation, CancellationToken.None)];
            bool hasError = analysis.Findings.Any(Descriptors.IsError);
            return (analysis.Graph is null ? !isBroken && !hasError : hasError) ? "accepted with an error, or rejected without"
                : !analysis.Findings.Select(static finding => finding.Id).SequenceEqual(reported.Select(static diagnostic => diagnostic.Id)) ? "reports are not the findings"
                : !reported.All(static diagnostic => diagnostic.Id.StartsWith("SN", StringComparison.Ordinal) && diagnostic.GetMessage().Length > 0) ? "a report without id or text"
                : reported.Any(static diagnostic => diagnostic.GetMessage().Contains("{0", StringComparison.Ordinal)) ? "a report with a place left open"
                : null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    /// <summary>The declarations that the compiler itself rejects.</summary>
    private static HashSet<int> Broken(CSharpCompilation compilation, string[] sources)
    {
        int[] starts = new int[sources.Length];
        int position = Usings.Length;
        for (int i = 0; i < sources.Length; i++)
        {
            starts[i] = position;
            position += sources[i].Length;
        }

        return
        [
            .. compilation.GetDiagnostics()
                .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => Array.FindLastIndex(starts, start => start <= diagnostic.Location.SourceSpan.Start)),
        ];
    }
}
