using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>What a newcomer gets: examples/TrainLeNet as it is, on the set that it carries, with different seeds.</summary>
internal sealed partial class AccuracyMeasurement : IMeasurement
{
    private const double GoalPercent = 87;
    private const double GoalSeconds = 8;
    private const double FullGoalPercent = 90;
    private const string FullSet = "/usr/share/datasets/fashion-mnist";

    public string Verb => "accuracy";

    public string Description => "LeNet-5 trained on the embedded set (and on the full one where it is installed), 10 epochs";

    public IEnumerable<Figure> Measure(bool quick)
    {
        ChildProcess.Run("dotnet", ["build", Repository.Path("examples", "TrainLeNet"), "-c", "Release", "-nologo", "-v", "quiet"]);
        int seeds = quick ? 1 : 5;
        Run[] runs = [.. Enumerable.Range(0, seeds).Select(seed => Train(seed, []))];
        var accuracy = new Series(runs.Select(run => run.Percent));
        var seconds = new Series(runs.Select(run => run.Seconds));
        yield return new Figure(
            seeds == 1 ? "accuracy on the embedded set, one seed" : $"accuracy on the embedded set, median of {seeds} seeds",
            FormattableString.Invariant($"{accuracy.Median:0.0} % ({accuracy.Min:0.0}-{accuracy.Max:0.0})"),
            $">= {GoalPercent} %",
            accuracy.Median >= GoalPercent);
        yield return new Figure(
            $"training on the embedded set, whole program, {Environment.ProcessorCount} cores",
            FormattableString.Invariant($"{seconds.Median:0.0} s"),
            $"< {GoalSeconds} s",
            seconds.Median < GoalSeconds);
        if (!Directory.Exists(FullSet))
        {
            yield return Figure.NotMeasured("accuracy on the full set", "Debian: apt install dataset-fashion-mnist");
        }
        else
        {
            Run full = Train(0, ["--data", FullSet]);
            yield return new Figure(
                "accuracy on the full set, one seed",
                FormattableString.Invariant($"{full.Percent:0.0} % in {full.Seconds:0.0} s"),
                $">= {FullGoalPercent} %",
                full.Percent >= FullGoalPercent);
        }
    }

    private static Run Train(int seed, IEnumerable<string> arguments)
    {
        string weights = Path.GetTempFileName();
        try
        {
            string program = Repository.Path("examples", "TrainLeNet", "bin", "Release", "net10.0", "TrainLeNet.dll");
            long start = Stopwatch.GetTimestamp();
            string output = ChildProcess.RunAssembly(
                program, ["--epochs", "10", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--output", weights, .. arguments]);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

            Match match = AccuracyLine().Match(output);
            return match.Success
                ? new Run(double.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture), seconds)
                : throw new MeasurementException("TrainLeNet's output holds no overall accuracy");
        }
        finally
        {
            File.Delete(weights);
        }
    }

    [GeneratedRegex(@"overall\D.*?(?<percent>[\d.]+) %")]
    private static partial Regex AccuracyLine();

    private sealed record Run(double Percent, double Seconds);
}
