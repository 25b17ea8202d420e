using System.Runtime.InteropServices;
using Networks;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// examples/Classify published with NativeAOT: from the start of the process to its end, which is a little after the first answer;
/// the size of its file; and the memory it holds when it answers.
/// </summary>
internal sealed class ClassifyMeasurement : IMeasurement
{
    private const double GoalMilliseconds = 4;
    private const double GoalMegabytes = 2;
    private const double GoalResidentMegabytes = 12;

    public string Verb => "classify";

    public string Description => "NativeAOT Classify: start to first answer, size, memory";

    public IEnumerable<Figure> Measure(bool quick)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MeasurementException("processes are timed by Linux's own calls only");
        }

        string folder = Directory.CreateTempSubdirectory("staticnet-classify-").FullName;
        try
        {
            string program = Publish(folder);
            string[] arguments = ["0"];
            int runs = quick ? 20 : 50;
            for (int i = 0; i < 5; i++)
            {
                NativeChild.Time(program, arguments);
            }

            var time = new Series(Enumerable.Range(0, runs).Select(_ => NativeChild.Time(program, arguments)).ToArray());
            double resident = NativeChild.PeakResidentBytes(program, arguments) / 1e6;
            double size = new FileInfo(program).Length / 1e6;
            double weights = WeightBytes() / 1e6;
            return
            [
                new Figure(
                    "AOT Classify, start of process to its end",
                    FormattableString.Invariant($"{time.Median:0.00} ms (fastest {time.Min:0.00}, 90 % within {time.Quantile(0.9):0.00})"),
                    $"< {GoalMilliseconds} ms",
                    time.Median < GoalMilliseconds),
                new Figure(
                    "AOT Classify, file without weights",
                    FormattableString.Invariant($"{size - weights:0.00} MB ({size:0.00} MB with {weights:0.00} MB of weights)"),
                    $"< {GoalMegabytes} MB",
                    size - weights < GoalMegabytes),
                new Figure(
                    "AOT Classify, resident memory",
                    FormattableString.Invariant($"{resident:0.0} MB"),
                    $"< {GoalResidentMegabytes} MB",
                    resident < GoalResidentMegabytes),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Publish(string folder)
    {
        List<string> arguments =
        [
            "publish", Repository.Path("examples", "Classify"), "-nologo", "-v", "quiet", "-c", "Release",
            "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder,
        ];
        if (!OnPath("clang"))
        {
            arguments.Add("-p:CppCompilerAndLinker=gcc");
        }

        ChildProcess.Run("dotnet", arguments);
        return Path.Combine(folder, "Classify");
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static long WeightBytes() => sizeof(float) * (long)LeNet5.ParameterCount;
}
