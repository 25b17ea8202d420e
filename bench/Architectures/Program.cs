using System.CommandLine;
using System.Reflection;
using StaticNet;
using StaticNet.Bench;

var names = new Argument<string[]>("names")
{
    Description = "Only networks whose name contains one of these, or equals one that ends in '!' (Vgg16!). Default: all that were built.",
    Arity = ArgumentArity.ZeroOrMore,
};
var list = new Option<bool>("--list") { Description = "Name the networks that were built, and do nothing else." };
var steps = new Option<int>("--steps") { Description = "Training steps on one batch.", DefaultValueFactory = static _ => 4 };
var batch = new Option<int>("--batch") { Description = "Pictures in that batch.", DefaultValueFactory = static _ => 2 };
var rate = new Option<double>("--rate") { Description = "Learning rate; the momentum is 0.9.", DefaultValueFactory = static _ => 1e-4 };
var seed = new Option<int>("--seed") { Description = "Chooses weights, pictures and labels.", DefaultValueFactory = static _ => 1 };
var svg = new Option<DirectoryInfo?>("--svg") { Description = "Draw each network's graph into this directory." };
foreach (Option<int> count in (Option<int>[])[steps, batch])
{
    count.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{count.Name} is at least 1.");
        }
    });
}

var root = new RootCommand(
    "Predicts with every published architecture that was built (-p:Family=FILE builds those of examples/Networks/Architectures/FILE.cs alone) and trains "
    + "each for a few steps on one batch of noise. The exit code is 1 if an output is not finite or a loss does not fall.")
{
    names, list, steps, batch, rate, seed, svg,
};
root.SetAction(parsed =>
{
    string[] chosen = parsed.GetValue(names) ?? [];
    Type[] networks = Networks(chosen);
    if (networks.Length == 0)
    {
        Console.Error.WriteLine("No network that was built has such a name; --list names them.");
        return 1;
    }

    if (parsed.GetValue(list))
    {
        Array.ForEach(networks, static type => Console.WriteLine(type.Name));
        return 0;
    }

    var options = new RunOptions(parsed.GetValue(batch), parsed.GetValue(steps), parsed.GetValue(rate), parsed.GetValue(seed));
    bool sound = true;
    Console.WriteLine(ArchitectureRun.Header);
    foreach (Type type in networks)
    {
        sound &= Run(type, options, parsed.GetValue(svg));

        // Weights, gradients and activations of the largest take gigabytes, on the pinned heap.
        GC.Collect();
    }

    return sound ? 0 : 1;
});

var rounds = new Option<int>("--rounds") { Description = "How often; the first round compiles.", DefaultValueFactory = static _ => 5 };
var loaded = new Argument<string[]>("names") { Description = names.Description, Arity = ArgumentArity.ZeroOrMore };
var files = new Option<DirectoryInfo?>("--files")
{
    Description = "Where the networks' files are; those that are missing are written. Default: a temporary directory.",
};
var loading = new Command("loading", "Times making a network, loading or mapping its weights, and the first two predictions, in milliseconds.") { loaded, rounds, files };
loading.SetAction(parsed =>
{
    DirectoryInfo? kept = parsed.GetValue(files);
    DirectoryInfo folder = kept ?? Directory.CreateTempSubdirectory("staticnet-loading-");
    Console.WriteLine($"{"network",-28}{LoadingRun.Header}");
    foreach (Type type in Networks(parsed.GetValue(loaded) ?? []))
    {
        foreach (LoadingRun run in LoadingRun.Of(type, parsed.GetValue(rounds), folder))
        {
            Console.WriteLine($"{type.Name,-28}{run}");
        }
    }

    if (kept is null)
    {
        folder.Delete(recursive: true);
    }
});
root.Add(loading);
return root.Parse(args).Invoke();

static Type[] Networks(string[] chosen) =>
[
    .. Assembly.Load("Architectures").GetTypes()
        .Where(static type => typeof(IPredictor).IsAssignableFrom(type))
        .Where(type => chosen.Length == 0 || chosen.Any(name => IsMeant(type.Name, name)))
        .OrderBy(static type => type.Name, StringComparer.Ordinal),
];

static bool IsMeant(string network, string name) => name.EndsWith('!')
    ? network.Equals(name[..^1], StringComparison.OrdinalIgnoreCase)
    : network.Contains(name, StringComparison.OrdinalIgnoreCase);

static bool Run(Type type, RunOptions options, DirectoryInfo? drawings)
{
    var predictor = (IPredictor)Activator.CreateInstance(type, options.Seed)!;
    if (drawings is not null)
    {
        drawings.Create();
        File.WriteAllText(Path.Combine(drawings.FullName, type.Name + ".svg"), predictor.Description.ToSvg());
    }

    return new ArchitectureRun(predictor, options, Console.Out).Run();
}
