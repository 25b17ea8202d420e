using System.CommandLine;
using System.Reflection;
using StaticNet;
using StaticNet.Bench;

var names = new Argument<string[]>("names") { Description = "Only networks whose name contains one of these.", Arity = ArgumentArity.ZeroOrMore };
var steps = new Option<int>("--steps") { Description = "Training steps on one batch.", DefaultValueFactory = static _ => 4 };
var batch = new Option<int>("--batch") { Description = "Pictures in that batch.", DefaultValueFactory = static _ => 2 };
var svg = new Option<DirectoryInfo?>("--svg") { Description = "Draw each network's graph into this directory." };
var root = new RootCommand("Predicts with every published architecture and trains it for a few steps.") { names, steps, batch, svg };
root.SetAction(parsed =>
{
    string[] chosen = parsed.GetValue(names) ?? [];
    bool sound = true;
    Console.WriteLine($"{"network",-28}{"parameters",14}{"multiply-adds",18}{"predict",12}{"step",12}   loss before and after {parsed.GetValue(steps)} steps");
    foreach (Type type in Assembly.Load("Architectures").GetTypes()
        .Where(type => typeof(IPredictor).IsAssignableFrom(type) && (chosen.Length == 0 || chosen.Any(name => type.Name.Contains(name, StringComparison.OrdinalIgnoreCase))))
        .OrderBy(static type => type.Name, StringComparer.Ordinal))
    {
        ArchitectureRun run = ArchitectureRun.Of((IPredictor)Activator.CreateInstance(type, 1)!, parsed.GetValue(batch), parsed.GetValue(steps));
        sound &= run.IsSound;
        Console.WriteLine(run);
        if (parsed.GetValue(svg) is { } directory)
        {
            directory.Create();
            File.WriteAllText(Path.Combine(directory.FullName, type.Name + ".svg"), run.Network.ToSvg());
        }
    }

    return sound ? 0 : 1;
});
return root.Parse(args).Invoke();
