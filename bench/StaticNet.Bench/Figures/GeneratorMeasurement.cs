using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Bench.Processes;
using StaticNet.Generator;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// The generator's own time on LeNet-5's source: cold, the first run of a process (the JIT compiles the generator too), warm, as in a
/// compiler server, and after an edit elsewhere in the project, as while typing. That an edit elsewhere costs the reading of a declaration and nothing
/// behind it shows on the largest declaration, ResNet-152.
/// </summary>
internal sealed class GeneratorMeasurement : IMeasurement
{
    /// <summary>The hidden verb by which this program calls itself for a cold run.</summary>
    public const string SampleVerb = "generator-sample";

    private const double GoalMilliseconds = 100;
    private const double GoalReadingMilliseconds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public string Verb => "generator";

    public string Description => "The generator's own time on LeNet-5, and on ResNet-152 after an edit elsewhere";

    public IEnumerable<Figure> Measure(bool quick)
    {
        var cold = new Series(Enumerable.Range(0, quick ? 3 : 7)
            .Select(_ => double.Parse(ChildProcess.RunSelf([SampleVerb]), CultureInfo.InvariantCulture)).ToArray());

        int runs = quick ? 10 : 50;
        for (int i = 0; i < runs; i++)
        {
            FreshRun();
        }

        Series warm = Undisturbed.Take(runs, FreshRun);
        Series edit = EditElsewhere(runs, LeNetSource.Text);
        Series large = EditElsewhere(runs, Architecture("ResNet152.cs"), Architecture("Blocks", "ResidualAttributes.cs"));
        yield return new Figure(
            "generator on LeNet-5, compiler server warm",
            FormattableString.Invariant($"{warm.Median:0.0} ms"),
            $"< {GoalMilliseconds} ms",
            warm.Median < GoalMilliseconds);
        yield return Figure.Context("generator on LeNet-5, first run of a process", FormattableString.Invariant($"{cold.Median:0} ms"));
        yield return Figure.Context("generator after an edit elsewhere", FormattableString.Invariant($"{edit.Median:0.00} ms"));
        yield return new Figure(
            "generator on ResNet-152 after an edit elsewhere: reading it again",
            FormattableString.Invariant($"{large.Median:0.00} ms"),
            $"< {GoalReadingMilliseconds} ms",
            large.Median < GoalReadingMilliseconds);
    }

    private static string Architecture(params string[] path) =>
        File.ReadAllText(Repository.Path(["examples", "Networks", "Architectures", .. path]));

    /// <summary>Milliseconds that one run on a new compilation takes.</summary>
    public static double FreshRun()
    {
        GeneratorDriver driver = CreateDriver();
        CSharpCompilation compilation = CreateCompilation(LeNetSource.Text);
        long start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        GeneratorDriverRunResult result = driver.GetRunResult();
        return result.GeneratedTrees.Length > 0 && result.Diagnostics.IsEmpty
            ? milliseconds
            : throw new MeasurementException($"the generator wrote nothing: {string.Join(", ", result.Diagnostics)}");
    }

    private static Series EditElsewhere(int runs, params string[] sources)
    {
        CSharpCompilation compilation = CreateCompilation(sources);
        GeneratorDriver driver = CreateDriver().RunGenerators(compilation);
        int edit = 0;
        double Edit()
        {
            SyntaxTree other = CSharpSyntaxTree.ParseText($"internal static class Other {{ internal const int Value = {edit++}; }}");
            CSharpCompilation edited = compilation.AddSyntaxTrees(other);
            long start = Stopwatch.GetTimestamp();
            driver = driver.RunGenerators(edited);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        // The package's Roslyn comes as IL: until the JIT has optimised it, which a compiler server and an editor have long done, it takes most of the time.
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < WarmUp)
        {
            Edit();
        }

        return Undisturbed.Take(runs, Edit);
    }

    private static GeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(new StaticNetGenerator());

    private static CSharpCompilation CreateCompilation(params string[] sources)
    {
        // The networks' files rely on implicit usings, which the SDK writes as a file of their own.
        const string usings = "global using System; global using System.Collections.Generic; global using System.Linq;";
        return CSharpCompilation.Create(
            "Networks",
            sources.Prepend(usings).Select(static source => CSharpSyntaxTree.ParseText(source)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
    }

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
