using System.Globalization;
using Networks;
using Spectre.Console;
using StaticNet.Data;
using StaticNet.Training;

namespace TrainLeNet;

/// <summary>The program: read, train, measure, save.</summary>
internal static class TrainingRun
{
    private const int Cancelled = 130;

    /// <summary>Columns to write tables in where the output is no terminal.</summary>
    private const int PlainWidth = 120;

    /// <summary>Trains as the options say; once <paramref name="cancellation"/> asks for it, reports and saves what has been reached.</summary>
    /// <returns>The program's exit code.</returns>
    public static int Run(TrainingOptions options, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PlainWidth;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        try
        {
            return TrainAndSave(options, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IdxException or TrainingDivergedException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static int TrainAndSave(TrainingOptions options, CancellationToken cancellation)
    {
        AnsiConsole.Write(Tables.Of(LeNet5.Summary));
        var (training, test) = FashionMnistFiles.Read(options.DataDirectory);
        var network = new LeNet5(options.Seed);
        using var trainer = new Trainer(network, new TrainerOptions
        {
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
            Threads = options.Threads,
            Seed = options.Seed,
            Optimizer = new Sgd(
                LearningRate.Cosine(options.LearningRate), options.Momentum, nesterov: false, weightDecay: options.WeightDecay),
            Display = new ConsoleDisplay(),
        });
        Say($"training on {training.Count:N0} pictures, {trainer.Threads} {(trainer.Threads == 1 ? "thread" : "threads")}, seed {options.Seed}");
        TrainingResult result = trainer.Train(training, cancellation: cancellation);
        Say($"trained in {result.Elapsed.TotalSeconds:F2} s");

        AnsiConsole.Write(Tables.Of(Evaluator.Evaluate(network, test, threads: options.Threads)));
        network.Save(options.OutputPath.FullName);
        Say($"saved {options.OutputPath.FullName}");
        return result.Cancelled ? Cancelled : 0;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
