using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>What a large network costs its user at build time: a project that holds nothing but ResNet-50, or nothing but ResNet-152.</summary>
internal sealed class ArchitectureBuildMeasurement : IMeasurement
{
    private const double GoalGeneratorSeconds = 1.5;

    public string Verb => "architectures";

    public string Description => "dotnet build of projects that hold only ResNet-50 or only ResNet-152: time, emitted lines, compiled size";

    public IEnumerable<Figure> Measure(bool quick)
    {
        foreach ((string network, double goal) in new[] { ("ResNet50", 10.0), ("ResNet152", 20.0) })
        {
            using var project = new ConsumerProject([Source($"{network}.cs"), Source("Blocks", "ResidualAttributes.cs")]);
            double first = project.Build(server: true);
            int builds = quick ? 1 : 3;
            Series AfterEdits(Func<bool, double> build) => new(Enumerable.Range(0, builds).Select(_ =>
            {
                project.Edit();
                return build(true);
            }).ToArray());

            double seconds = AfterEdits(project.Build).Median;
            double generator = AfterEdits(project.GeneratorTime).Median;
            long bytes = project.CompiledBytes();
            int lines = project.EmittedLines();
            yield return new Figure(
                $"dotnet build with only {network}",
                FormattableString.Invariant($"{seconds:0.0} s (first, with restore: {first:0.0} s)"),
                FormattableString.Invariant($"<= {goal:0} s"),
                seconds <= goal);
            yield return new Figure(
                $"generator's own time for {network}",
                FormattableString.Invariant($"{generator:0.00} s"),
                FormattableString.Invariant($"<= {GoalGeneratorSeconds} s"),
                generator <= GoalGeneratorSeconds);
            yield return Figure.Context(
                $"emitted source and assembly of {network}",
                FormattableString.Invariant($"{lines:N0} lines, {bytes / 1e6:0.0} MB"));
        }
    }

    private static (string Name, string Text) Source(params string[] path) =>
        (path[^1], File.ReadAllText(Repository.Path(["examples", "Networks", "Architectures", .. path])));
}
