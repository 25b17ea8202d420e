using System.CommandLine;
using BenchmarkDotNet.Running;
using StaticNet.Bench.Cases;
using StaticNet.Bench.Figures;
using StaticNet.Measurement;

IMeasurement[] measurements =
[
    new PeakMeasurement(),
    new ConvolutionMeasurement(),
    new AlgorithmMeasurement(),
    new LeNetMeasurement(),
    new GeneratorMeasurement(),
    new BuildMeasurement(),
    new ArchitectureBuildMeasurement(),
    new LoadingMeasurement(),
    new PicturesMeasurement(),
    new UnrollMeasurement(),
    new ClassifyMeasurement(),
    new AccuracyMeasurement(),
];

var quick = new Option<bool>("--quick")
{
    Description = "Fewer samples: enough to see where one stands, not to quote.",
    Recursive = true,
};
var markdown = new Option<string?>("--markdown") { Description = "Write the figures to this file as Markdown.", Recursive = true };
var root = new RootCommand("Takes the project's figures and holds them against their goals.") { quick, markdown };
foreach (IMeasurement measurement in measurements)
{
    root.Add(Verb(measurement.Verb, measurement.Description, [measurement]));
}

root.Add(Verb("all", "Every figure above, in one table.", measurements));

var name = new Argument<string?>("name") { Description = "Only cases whose name contains this.", Arity = ArgumentArity.ZeroOrOne };
var cases = new Command("cases", "Times the rows of the conformance tests' case list.") { name };
cases.SetAction(parsed => TableView.Show(CaseTiming.Measure(parsed.GetValue(name), parsed.GetValue(quick))));
root.Add(cases);

var filters = new Argument<string[]>("arguments") { Description = "BenchmarkDotNet's own arguments, such as --filter *LeNet*." };
var benchmark = new Command("benchmark", "Runs the BenchmarkDotNet suite (slow).") { filters };
benchmark.TreatUnmatchedTokensAsErrors = false;
benchmark.SetAction(parsed =>
    BenchmarkSwitcher.FromAssembly(typeof(Figure).Assembly).Run([.. parsed.GetValue(filters) ?? [], .. parsed.UnmatchedTokens]));
root.Add(benchmark);

var rounds = new Argument<int>("rounds");
var convolutionSample = new Command(ConvolutionMeasurement.SampleVerb) { rounds };
convolutionSample.Hidden = true;
convolutionSample.SetAction(parsed => Console.WriteLine(ConvolutionSample.Take(parsed.GetValue(rounds)).ToJson()));
root.Add(convolutionSample);

var generatorSample = new Command(GeneratorMeasurement.SampleVerb) { Hidden = true };
generatorSample.SetAction(_ => Console.WriteLine(GeneratorMeasurement.FreshRun()));
root.Add(generatorSample);

return root.Parse(args).Invoke();

Command Verb(string name, string description, IReadOnlyList<IMeasurement> chosen)
{
    var command = new Command(name, description);
    command.SetAction(parsed =>
    {
        // Before anything runs: afterwards the load average is our own.
        Machine machine = Machine.Here();
        List<Figure> figures = FigureReport.Collect(chosen, parsed.GetValue(quick));
        MarkdownTable table = FigureReport.Build(figures);
        TableView.Show(table);
        Console.WriteLine(machine);
        if (parsed.GetValue(markdown) is { } path)
        {
            string options = parsed.GetValue(quick) ? " --quick" : "";
            FigureReport.Write(path, table, machine, $"dotnet run -c Release --project bench/StaticNet.Bench -- {name}{options}");
        }

        return figures.Any(figure => figure.Reached == false) ? 1 : 0;
    });
    return command;
}
