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

    public string Description => "ResNet-50: making it, loading or mapping its weights, preparing them, until the first answer";

    public IEnumerable<Figure> Measure(bool quick)
    {
        string folder = Directory.CreateTempSubdirectory("staticnet-loading-").FullName;
        double[][] rounds;
        try
        {
            // One process writes the files, another one reads them: its first round has nothing compiled yet.
            Run(folder, 0);
            rounds = Run(folder, quick ? 5 : 20);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        const int make = 0, load = 1, firstAfterLoad = 2, loadPacked = 3, map = 4, firstAfterMap = 5, second = 6;
        return
        [
            Goal("made and loaded from safetensors (102 MB)", [make, load]),
            Goal("made and loaded from a packed file", [make, loadPacked]),
            Goal("made and mapped from a packed file", [make, map]),
            Goal("made, loaded and its weights prepared: until the first answer, less a later prediction", [make, load, firstAfterLoad], second),
            Goal("made, mapped and its weights prepared: until the first answer, less a later prediction", [make, map, firstAfterMap], second),
            Figure.Context("ResNet-50, a later prediction", Text(Sums([second]))),
        ];

        Figure Goal(string what, int[] columns, int less = -1)
        {
            double[] sums = Sums(columns, less);
            return new Figure("ResNet-50, " + what, Text(sums), $"< {GoalMilliseconds} ms", Median(sums) < GoalMilliseconds);
        }

        double[] Sums(int[] columns, int less = -1) => [.. rounds.Select(round => columns.Sum(column => round[column]) - (less < 0 ? 0 : round[less]))];
    }

    private static double[][] Run(string folder, int rounds)
    {
        string output = ChildProcess.Run("dotnet",
        [
            "run", "-c", "Release", "--project", Repository.Path("bench", "Architectures"), $"-p:Family={Network}", "--",
            "loading", $"{Network}!", "--rounds", $"{rounds}", "--files", folder,
        ]);
        return
        [
            .. output.Split('\n').Where(static line => line.StartsWith(Network, StringComparison.Ordinal)).Select(static line =>
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray()),
        ];
    }

    private static double Median(double[] rounds) => new Series(rounds.Skip(1)).Median;

    private static string Text(double[] rounds) => FormattableString.Invariant($"{Median(rounds):0.0} ms ({rounds[0]:0.0} ms the first time in a process)");
}
