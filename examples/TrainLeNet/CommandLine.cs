using System.CommandLine;
using System.Globalization;

namespace TrainLeNet;

/// <summary>The program's options and what they default to.</summary>
internal static class CommandLine
{
    /// <summary>Reads the arguments and runs <paramref name="train"/> with them, or shows help or what is wrong.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> InvokeAsync(string[] arguments, Func<TrainingOptions, CancellationToken, int> train)
    {
        var epochs = Count("--epochs", "-e", "Passes over the training pictures.", Recipe.Epochs);
        var batch = Count("--batch", "-b", "Pictures to a step.", Recipe.BatchSize);
        var rate = Number(
            "--rate", "Learning rate of the first step; it falls to zero along half a cosine.", Recipe.LearningRate, double.PositiveInfinity);
        var momentum = Number("--momentum", "Share of the last step's direction that the next one keeps.", Recipe.Momentum, below: 1);
        var decay = Number(
            "--weight-decay", "Share of each weight that is added to its gradient.", Recipe.WeightDecay, double.PositiveInfinity);
        var seed = new Option<int>("--seed", "-s")
        {
            Description = "Sets the initial weights and the order of the pictures.", DefaultValueFactory = _ => 0,
        };
        var threads = Count("--threads", "-t", "Threads to train with; the result does not depend on it.", Environment.ProcessorCount);
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

        data.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<DirectoryInfo?>() is { Exists: false } directory)
            {
                result.AddError($"--data: there is no directory {directory.FullName}");
            }
        });

        // Better now than after the training.
        output.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo>() is { Directory: { Exists: false } directory })
            {
                result.AddError($"--output: there is no directory {directory.FullName}");
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

    /// <summary>A real number from 0 on, written with a point whatever the machine's language is.</summary>
    private static Option<double> Number(string name, string description, double defaultValue, double below) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!double.TryParse(text, CultureInfo.InvariantCulture, out double value))
            {
                result.AddError($"{name}: '{text}' is not a number");
            }
            else if (!(value >= 0 && value < below))
            {
                result.AddError($"{name}: must be at least 0{(double.IsFinite(below) ? $" and below {below}" : "")}, not {text}");
            }

            return value;
        },
    };

    /// <summary>A count, at least 1.</summary>
    private static Option<int> Count(string name, string shortName, string description, int defaultValue) => new(name, shortName)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < 1)
            {
                result.AddError($"{name}: must be a whole number from 1 on, not '{text}'");
            }

            return value;
        },
    };
}
