using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// How long a user waits for `dotnet build` after changing a line next to LeNet-5. The project refers to the library and the generator
/// as the package does: as files, in a folder outside of this repository.
/// </summary>
internal sealed partial class BuildMeasurement : IMeasurement
{
    private const double GoalSeconds = 5;
    private const double GoalGeneratorSeconds = 0.1;

    public string Verb => "build";

    public string Description => "dotnet build of a project that holds LeNet-5, after the first";

    public IEnumerable<Figure> Measure(bool quick)
    {
        string folder = Directory.CreateTempSubdirectory("staticnet-build-").FullName;
        try
        {
            string source = Path.Combine(folder, "LeNet5.cs");
            File.WriteAllText(Path.Combine(folder, "Build.csproj"), ProjectText());
            File.WriteAllText(source, LeNetSource.Text);
            double first = Build(folder, server: true);

            int builds = quick ? 2 : 5;
            int edit = 0;
            Series AfterEdits(Func<string, bool, double> build, bool server) => new(Enumerable.Range(0, builds).Select(_ =>
            {
                File.WriteAllText(source, $"// Edit {edit++}.\n{LeNetSource.Text}");
                return build(folder, server);
            }).ToArray());

            double seconds = AfterEdits(Build, true).Median;
            double generator = AfterEdits(GeneratorTime, true).Median;
            double coldSeconds = AfterEdits(Build, false).Median;
            double coldGenerator = AfterEdits(GeneratorTime, false).Median;
            return
            [
                new Figure(
                    "dotnet build with LeNet-5 after the first",
                    FormattableString.Invariant($"{seconds:0.00} s (first, with restore: {first:0.0} s)"),
                    $"< {GoalSeconds} s",
                    seconds < GoalSeconds),
                new Figure(
                    "generator's own time within that build",
                    FormattableString.Invariant($"{generator * 1000:0} ms"),
                    $"< {GoalGeneratorSeconds * 1000} ms",
                    generator < GoalGeneratorSeconds),
                Figure.Context(
                    "the same without the compiler server (UseSharedCompilation=false)",
                    FormattableString.Invariant($"{coldSeconds:0.00} s, generator {coldGenerator * 1000:0} ms")),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Build(string folder, bool server)
    {
        long start = Stopwatch.GetTimestamp();
        ChildProcess.Run("dotnet", ["build", folder, "-nologo", "-v", "quiet", "-c", "Release", Server(server)]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Said either way: an environment variable of that name may have turned off what the SDK does by default.
    private static string Server(bool use) => $"-p:UseSharedCompilation={(use ? "true" : "false")}";

    /// <summary>Seconds that the compiler itself counts for the generator in a build.</summary>
    private static double GeneratorTime(string folder, bool server)
    {
        string output = ChildProcess.Run(
            "dotnet", ["build", folder, "-nologo", "-v", "detailed", "-c", "Release", "-p:ReportAnalyzer=true", Server(server)]);
        Match match = GeneratorLine().Match(output);
        return match.Success
            ? double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)
            : throw new MeasurementException("the compiler reported no time for the generator");
    }

    [GeneratedRegex(@"(?<seconds>[\d.]+)\s+<?\d+\s+StaticNet\.Generator\.StaticNetGenerator")]
    private static partial Regex GeneratorLine();

    private static string ProjectText()
    {
        string library = typeof(INetwork).Assembly.Location;
        string generator = typeof(Generator.StaticNetGenerator).Assembly.Location;
        string properties = Repository.Path("runtime", "StaticNet", "build", "StaticNet.props");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{properties}" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{library}" />
                <Analyzer Include="{generator}" />
              </ItemGroup>
            </Project>
            """;
    }
}
