using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace TrainLeNet;

/// <summary>The program's options and what they default to.</summary>
internal static class CommandLine
{
    /// <summary>Reads the arguments and runs <paramref name="train"/> with them, or shows help or what is wrong.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> InvokeAsync(string[] arguments, Func<TrainingOptions, CancellationToken, int> train)
    {
        var epochs = new Option<int>("--epochs", "-e")
        {
            Description = "Passes over the training pictures.", DefaultValueFactory = _ => Recipe.Epochs,
        };
        var batch = new Option<int>("--batch", "-b")
        {
            Description = "Pictures to a step.", DefaultValueFactory = _ => Recipe.BatchSize,
        };
        var rate = Number("--rate", "Learning rate of the first step; it falls to zero along half a cosine.", Recipe.LearningRate);
        var momentum = Number("--momentum", "Share of the last step's direction that the next one keeps.", Recipe.Momentum);
        var decay = Number("--weight-decay", "Share of each weight that is added to its gradient.", Recipe.WeightDecay);
        var seed = new Option<int>("--seed", "-s")
        {
            Description = "Sets the initial weights and the order of the pictures.", DefaultValueFactory = _ => 0,
        };
        var threads = new Option<int>("--threads", "-t")
        {
            Description = "Threads to train with; the result does not depend on it.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var data = new Option<DirectoryInfo?>("--data", "-d")
        {
            Description = "Directory with the four IDX files of a full set (gzip or not), such as Debian's "
                + "/usr/share/datasets/fashion-mnist. Without it: the part of Fashion-MNIST that this program carries.",
            HelpName = "directory",
        };
        var output = new Option<FileInfo>("--output", "-o")
        {
            Description = "Where to save the weights.", DefaultValueFactory = _ => new FileInfo("lenet5.safetensors"), HelpName = "file",
        };

        AtLeast(epochs, 1);
        AtLeast(batch, 1);
        AtLeast(threads, 1);
        NotNegative(rate);
        NotNegative(momentum);
        NotNegative(decay);
        data.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<DirectoryInfo?>() is { Exists: false } directory)
            {
                result.AddError($"--data: there is no directory {directory.FullName}");
            }
        });

        var root = new RootCommand("Trains LeNet-5 on Fashion-MNIST, reports its accuracy and saves its weights.")
        {
            epochs, batch, rate, momentum, decay, seed, threads, data, output,
        };
        root.SetAction((parsed, cancellation) => Task.Run(() => train(
            new TrainingOptions(
                parsed.GetRequiredValue(epochs), parsed.GetRequiredValue(batch), parsed.GetRequiredValue(rate),
                parsed.GetRequiredValue(momentum), parsed.GetRequiredValue(decay), parsed.GetRequiredValue(seed),
                parsed.GetRequiredValue(threads), parsed.GetValue(data), parsed.GetRequiredValue(output)),
            cancellation)));

        // After Ctrl-C the network reached so far is still measured and saved, which takes well under this time.
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    /// <summary>A real number, written with a point whatever the machine's language is.</summary>
    private static Option<double> Number(string name, string description, double defaultValue) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!double.TryParse(text, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                result.AddError($"{name}: '{text}' is not a number");
            }

            return value;
        },
    };

    private static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
    {
        if (IsValid(result) && result.GetValueOrDefault<int>() < least)
        {
            result.AddError($"{option.Name}: must be at least {least}");
        }
    });

    private static void NotNegative(Option<double> option) => option.Validators.Add(result =>
    {
        if (IsValid(result) && result.GetValueOrDefault<double>() < 0)
        {
            result.AddError($"{option.Name}: must not be negative");
        }
    });

    /// <summary>Whether the value could be read at all; what is wrong otherwise is reported already.</summary>
    private static bool IsValid(OptionResult result) => !result.Errors.Any();
}
