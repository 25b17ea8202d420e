using System.CommandLine;
using StaticNet.Peers;
using StaticNet.Peers.Onnx;
using StaticNet.Peers.OnnxRuntime;
using StaticNet.Peers.Profile;
using StaticNet.Peers.Torch;

var threads = new Option<int>("--threads") { Description = "Threads for both sides.", DefaultValueFactory = _ => 1 };
var nets = new Option<string?>("--nets")
{
    Description = "Networks or layers by name, separated by commas: "
        + string.Join(", ", PeerNetwork.All.Select(net => net.Name)) + ". All networks unless given.",
};
var batch = new Option<int?>("--batch") { Description = "Pictures in one run (1 unless given) or training step (64)." };
var pairs = new Option<int>("--pairs") { Description = "Samples of each side, taken turn by turn.", DefaultValueFactory = _ => 40 };
var layers = new Option<bool>("--layers") { Description = "Compare the single layers too." };
var training = new Option<bool>("--training")
{
    Description = "Compare a training step with PyTorch instead of prediction with ONNX Runtime.",
};
var profile = new Option<string?>("--profile")
{
    Description = "Instead of comparing: where the time of this network goes, layer by layer. A name as above, or the class of any network "
        + "declared in examples/Networks. With --training a step instead of a prediction.",
};
var json = new Option<string?>("--json") { Description = "Write the results to this file as JSON." };
var markdown = new Option<string?>("--markdown") { Description = "Write the table to this file as Markdown." };
foreach (Option<int> option in (Option<int>[])[threads, pairs])
{
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} must be at least 1.");
        }
    });
}

var root = new RootCommand(
    "Runs networks compiled by StaticNet beside other engines, turn by turn in the same run, and compares answers and times.")
{
    threads, nets, batch, pairs, layers, training, profile, json, markdown,
};
root.SetAction(parsed => Guarded(() => Run(parsed)));

var setup = new Command("setup", "Fetches ONNX Runtime's native library with npm into a folder that version control ignores.");
setup.SetAction(_ => Guarded(() =>
{
    if (!OrtPackage.IsInstalled)
    {
        OrtPackage.Install();
    }

    Console.WriteLine($"ONNX Runtime {new OrtApi(OrtPackage.LibraryPath).Version}: {OrtPackage.LibraryPath}");
    if (PublishedModels.CanBeWritten)
    {
        PublishedModels.Write(PeerNetwork.Networks.Select(net => net.Name));
    }

    Console.WriteLine(TorchPeer.Find() is { } torch ? $"PyTorch {torch.Version}" : $"PyTorch is left out: {TorchPeer.Missing}.");
}));
root.Add(setup);

return root.Parse(args).Invoke();

void Run(ParseResult parsed)
{
    if (parsed.GetValue(profile) is { } profiled)
    {
        ProfileRun.Execute(
            profiled, parsed.GetValue(batch), parsed.GetValue(training), parsed.GetValue(pairs), parsed.GetValue(markdown));
        return;
    }

    ComparisonRun.Execute(new ComparisonOptions
    {
        Networks = PeerNetwork.Choose(parsed.GetValue(nets)),
        Threads = parsed.GetValue(threads),
        Batch = parsed.GetValue(batch),
        Pairs = parsed.GetValue(pairs),
        WithLayers = parsed.GetValue(layers),
        Training = parsed.GetValue(training),
        JsonPath = parsed.GetValue(json),
        MarkdownPath = parsed.GetValue(markdown),
    });
}

// What a user can mend is said in a line; anything else keeps its stack.
static int Guarded(Action action)
{
    try
    {
        action();
        return 0;
    }
    catch (Exception error) when (error is InvalidOperationException or ArgumentException or NotSupportedException
        or DllNotFoundException or IOException or InvalidDataException)
    {
        Console.Error.WriteLine(error.Message);
        return 1;
    }
}
