using System.CommandLine;
using StaticNet.Peers;
using StaticNet.Peers.Declared;
using StaticNet.Peers.OneDnn;
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
var batch = new Option<int?>("--batch")
{
    Description = "Pictures in one run (1 unless given) or training step (as PyTorch's script has it).",
};
var pairs = new Option<int>("--pairs") { Description = "Samples of each side, taken turn by turn.", DefaultValueFactory = _ => 20 };
var layers = new Option<bool>("--layers")
{
    Description = "Single layers and chains of them, beside ONNX Runtime and oneDNN; with --nets those networks, too.",
};
var training = new Option<bool>("--training")
{
    Description = "Compare a training step with PyTorch instead of prediction with ONNX Runtime.",
};
var scaling = new Option<bool>("--scaling") { Description = "Compare a prediction that --threads share with the same on one thread, instead of ONNX Runtime." };
var profile = new Option<string?>("--profile")
{
    Description = "Instead of comparing: where the time of this network goes, layer by layer. A name as above, or the class of any network "
        + "declared in examples/Networks. With --training a step instead of a prediction.",
};
var roofline = new Option<string?>("--roofline")
{
    Description = "The same, drawn as a roofline, too: operations per byte and GFLOP/s of every layer, to be written with --svg.",
};
var svg = new Option<string?>("--svg") { Description = "Draw the roofline of the profiled network into this file." };
var json = new Option<string?>("--json") { Description = "Write the results to this file as JSON." };
var append = new Option<bool>("--append")
{
    Description = "Keep the rows of the JSON file that this run has nothing new about, and show and write all of them.",
};
var markdown = new Option<string?>("--markdown") { Description = "Write the table to this file as Markdown." };
AtLeastOne(threads);
AtLeastOne(pairs);
AtLeastOne(batch);

var root = new RootCommand(
    "Runs networks compiled by StaticNet beside other engines, turn by turn in the same run, and compares answers and times.")
{
    threads, nets, batch, pairs, layers, training, scaling, profile, roofline, svg, json, append, markdown,
};
root.Validators.Add(result =>
{
    bool profiles = result.GetValue(profile) is not null || result.GetValue(roofline) is not null;
    if (result.GetValue(append) && result.GetValue(json) is null)
    {
        result.AddError("--append needs the file whose rows are kept: --json FILE.");
    }

    if (result.GetValue(roofline) is not null && result.GetValue(svg) is null)
    {
        result.AddError("--roofline needs the file to draw into: --svg FILE.");
    }

    if (result.GetValue(svg) is not null && !profiles)
    {
        result.AddError("--svg draws the roofline of a network: --roofline NET.");
    }

    if (profiles && result.GetValue(threads) > 1 && (result.GetValue(training) || result.GetValue(roofline) is not null))
    {
        result.AddError("The profile of a training step and the roofline are taken on one thread.");
    }

    if (result.GetValue(training) && result.GetValue(layers))
    {
        result.AddError("--layers is for prediction.");
    }

    if (result.GetValue(scaling) && (result.GetValue(threads) < 2 || result.GetValue(training) || result.GetValue(layers) || profiles))
    {
        result.AddError("--scaling compares predictions of networks on several threads with the same on one: --threads 2 or more, without --training, --layers or a profile.");
    }
});
root.SetAction(parsed => Guarded(() => Run(parsed)));

var setup = new Command(
    "setup",
    "Gets everything ready that is measured later: fetches ONNX Runtime's native library with npm, compiles oneDNN's program, writes the "
        + "published models, generates and compiles the networks, all into a folder that version control ignores.")
{
    nets,
};
setup.SetAction(parsed => Guarded(() => Setup(PeerNetwork.Choose(parsed.GetValue(nets), PeerNetwork.Networks))));
root.Add(setup);

return root.Parse(args).Invoke();

static void AtLeastOne<T>(Option<T> option) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<T>() is int value && value < 1)
    {
        result.AddError($"{option.Name} must be at least 1.");
    }
});

void Run(ParseResult parsed)
{
    if ((parsed.GetValue(profile) ?? parsed.GetValue(roofline)) is { } profiled)
    {
        ProfileRun.Execute(new ProfileOptions
        {
            Name = profiled,
            Batch = parsed.GetValue(batch),
            Threads = parsed.GetValue(threads),
            Training = parsed.GetValue(training),
            Rounds = parsed.GetValue(pairs),
            MarkdownPath = parsed.GetValue(markdown),
            SvgPath = parsed.GetValue(svg),
        });
        return;
    }

    ComparisonRun.Execute(new ComparisonOptions
    {
        Names = parsed.GetValue(nets),
        Threads = parsed.GetValue(threads),
        Batch = parsed.GetValue(batch),
        Pairs = parsed.GetValue(pairs),
        WithLayers = parsed.GetValue(layers),
        Training = parsed.GetValue(training),
        Scaling = parsed.GetValue(scaling),
        JsonPath = parsed.GetValue(json),
        MarkdownPath = parsed.GetValue(markdown),
        Append = parsed.GetValue(append),
    });
}

static void Setup(IReadOnlyList<PeerNetwork> networks)
{
    if (!OrtPackage.IsInstalled)
    {
        OrtPackage.Install();
    }

    Console.WriteLine($"ONNX Runtime {new OrtApi(OrtPackage.LibraryPath).Version}: {OrtPackage.LibraryPath}");
    if (PublishedModels.CanBeWritten)
    {
        PublishedModels.Write(networks.Where(net => net.Kind == NetworkKind.Network).Select(net => net.Name));
    }
    else
    {
        Console.WriteLine("The published models are left out: their script, gen_models.py, is not there. Models are written from the declarations.");
    }

    foreach (PeerNetwork network in networks)
    {
        NetworkCompiler.Create(network.Declaration(), training: false, seed: 1);
        if (network.TrainingBatch > 0)
        {
            NetworkCompiler.Create(network.Declaration(), training: true, seed: 1);
        }
    }

    Console.WriteLine(OneDnnPeer.Find() is null ? $"oneDNN is left out: {OneDnnPeer.Missing}." : "oneDNN: its program is compiled.");
    Console.WriteLine(TorchPeer.Find() is { } torch ? $"PyTorch {torch.Version}" : $"PyTorch is left out: {TorchPeer.Missing}.");
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
