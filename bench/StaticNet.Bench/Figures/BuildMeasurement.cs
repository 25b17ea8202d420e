using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// How long a user waits for `dotnet build` after changing a line next to LeNet-5. The project refers to the library and the generator
/// as the package does: as files, in a folder outside of this repository.
/// </summary>
internal sealed class BuildMeasurement : IMeasurement
{
    private const double GoalSeconds = 5;
    private const double GoalGeneratorSeconds = 0.1;

    public string Verb => "build";

    public string Description => "dotnet build of a project that holds LeNet-5, after the first";

    public IEnumerable<Figure> Measure(bool quick)
    {
        using var project = new ConsumerProject([("LeNet5.cs", LeNetSource.Text)]);
        double first = project.Build(server: true);
        int builds = quick ? 2 : 5;
        Series AfterEdits(Func<bool, double> build, bool server) => new(Enumerable.Range(0, builds).Select(_ =>
        {
            project.Edit();
            return build(server);
        }).ToArray());

        double seconds = AfterEdits(project.Build, true).Median;
        double generator = AfterEdits(project.GeneratorTime, true).Median;
        double coldSeconds = AfterEdits(project.Build, false).Median;
        double coldGenerator = AfterEdits(project.GeneratorTime, false).Median;
        yield return new Figure(
            "dotnet build with LeNet-5 after the first",
            FormattableString.Invariant($"{seconds:0.00} s (first, with restore: {first:0.0} s)"),
            $"< {GoalSeconds} s",
            seconds < GoalSeconds);
        yield return new Figure(
            "generator's own time within that build",
            FormattableString.Invariant($"{generator * 1000:0} ms"),
            $"< {GoalGeneratorSeconds * 1000} ms",
            generator < GoalGeneratorSeconds);
        yield return Figure.Context(
            "the same without the compiler server (UseSharedCompilation=false)",
            FormattableString.Invariant($"{coldSeconds:0.00} s, generator {coldGenerator * 1000:0} ms"));
    }
}
