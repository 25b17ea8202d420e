using System.Globalization;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>What ResNet-50 costs before its first answer, measured by bench/Architectures: from safetensors, and from a packed file that is mapped.</summary>
internal sealed class LoadingMeasurement : IMeasurement
{
    private const string Network = "ResNet50";
    private const double GoalMilliseconds = 60;

    public string Verb => "loading";

    public string Description => "ResNet-50: making it and loading or mapping its weights, and what the first prediction does more than the next";

    public IEnumerable<Figure> Measure(bool quick)
    {
        string output = ChildProcess.Run("dotnet",
        [
            "run", "-c", "Release", "--project", Repository.Path("bench", "Architectures"), $"-p:Family={Network}", "--",
            "loading", $"{Network}!", "--rounds", quick ? "5" : "20",
        ]);
        double[][] rounds =
        [
            .. output.Split('\n').Where(static line => line.StartsWith(Network, StringComparison.Ordinal)).Select(static line =>
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray()),
        ];
        string Text(int column) => FormattableString.Invariant($"{Median(column):0.0} ms ({rounds[0][column]:0.0} ms the first time in a process)");
        double Median(int column) => new Series(rounds.Skip(1).Select(round => round[column])).Median;
        return
        [
            new Figure("ResNet-50, made and loaded from safetensors (102 MB)", Text(0), $"< {GoalMilliseconds} ms", Median(0) < GoalMilliseconds),
            new Figure("ResNet-50, made and mapped from a packed file", Text(1), $"< {GoalMilliseconds} ms", Median(1) < GoalMilliseconds),
            Figure.Context("ResNet-50, loaded: first prediction beyond a later one", Text(2)),
            Figure.Context("ResNet-50, mapped: first prediction beyond a later one", Text(3)),
        ];
    }
}
