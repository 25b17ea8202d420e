using System.Diagnostics;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// How long a user waits for `dotnet build` after changing a line next to LeNet-5. The project refers to the library and the generator
/// as the package does: as files, in a folder outside of this repository.
/// </summary>
internal sealed class BuildMeasurement : IMeasurement
{
    private const double GoalSeconds = 5;

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
            double first = Build(folder);

            var again = new double[quick ? 2 : 5];
            for (int i = 0; i < again.Length; i++)
            {
                File.WriteAllText(source, $"// Edit {i}.\n{LeNetSource.Text}");
                again[i] = Build(folder);
            }

            var series = new Series(again);
            return
            [
                new Figure(
                    "dotnet build with LeNet-5 after the first",
                    FormattableString.Invariant($"{series.Median:0.00} s (first, with restore: {first:0.0} s)"),
                    $"< {GoalSeconds} s",
                    series.Median < GoalSeconds),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Build(string folder)
    {
        long start = Stopwatch.GetTimestamp();
        ChildProcess.Run("dotnet", ["build", folder, "-nologo", "-v", "quiet", "-c", "Release"]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

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
