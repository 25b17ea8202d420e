using System.Text.Json;
using Networks;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>LeNet-5: prediction against ONNX Runtime in the same run (by bench/Peers), and a training step.</summary>
internal sealed class LeNetMeasurement : IMeasurement
{
    private const double RatioGoal = 0.6;
    private const double StepGoalMilliseconds = 2;
    private const int Batch = 64;

    public string Verb => "lenet";

    public string Description => "LeNet-5 prediction and training step";

    public IEnumerable<Figure> Measure(bool quick) => [Predict(quick), Train(quick)];

    private static Figure Predict(bool quick)
    {
        const string name = "LeNet-5 prediction, one picture, one thread";
        string json = Path.GetTempFileName();
        try
        {
            ChildProcess.Run("dotnet",
            [
                "run", "-c", "Release", "--project", Repository.Path("bench", "Peers"), "--",
                "--nets", "lenet5", "--pairs", quick ? "20" : "100", "--json", json,
            ]);
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(json));
            JsonElement row = document.RootElement[0];
            double ratio = row.GetProperty("ratio").GetDouble();
            double ours = 1000 * row.GetProperty("ours").GetDouble();
            double theirs = 1000 * row.GetProperty("peer").GetDouble();
            string? peer = row.GetProperty("peerName").GetString();
            return new Figure(
                name,
                FormattableString.Invariant($"{ours:0.00} us, ratio {ratio:0.00} to {peer} ({theirs:0.0} us)"),
                $"ratio <= {RatioGoal}",
                ratio <= RatioGoal);
        }
        catch (MeasurementException missing)
        {
            return Figure.NotMeasured(name, missing.Message);
        }
        finally
        {
            File.Delete(json);
        }
    }

    private static Figure Train(bool quick)
    {
        using var step = new TrainingStep(new LeNet5(seed: 1), Batch, threads: 1);
        using Affinity pinned = Affinity.Pin(1);
        TurnTimes times = Turns.Run(quick ? 20 : 100, 1, new Subject("step", step.Run));
        double milliseconds = times.Milliseconds(0).Median;
        double percent = 100 * step.Flop / milliseconds * 1e-6 / times.Peak.Median;
        return new Figure(
            $"LeNet-5 training step, batch {Batch}, one thread",
            FormattableString.Invariant($"{milliseconds:0.00} ms ({percent:0} % of the FMA peak, {times.Peak.Median:0} GFLOP/s)"),
            $"<= {StepGoalMilliseconds} ms",
            milliseconds <= StepGoalMilliseconds);
    }
}
