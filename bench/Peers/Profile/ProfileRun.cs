using StaticNet.Generator;
using StaticNet.Measurement;
using StaticNet.Peers.Reports;

namespace StaticNet.Peers.Profile;

/// <summary>What the command line asks for in place of a comparison.</summary>
internal sealed record ProfileOptions
{
    /// <summary>A network the comparison knows, or a class.</summary>
    public required string Name { get; init; }

    /// <summary>Pictures in a run or step; null for the usual number.</summary>
    public required int? Batch { get; init; }

    /// <summary>Threads that share a prediction.</summary>
    public required int Threads { get; init; }

    /// <summary>A training step instead of a prediction.</summary>
    public required bool Training { get; init; }

    /// <summary>Samples of each layer.</summary>
    public required int Rounds { get; init; }

    /// <summary>Where to write the table.</summary>
    public required string? MarkdownPath { get; init; }

    /// <summary>Where to draw the roofline.</summary>
    public required string? SvgPath { get; init; }
}

/// <summary>The command's profile of one network.</summary>
internal static class ProfileRun
{
    /// <summary>Pictures in a training step of a network that PyTorch's script does not train.</summary>
    private const int TrainingBatch = 8;

    /// <summary>Takes the profile, shows it, and writes table and roofline where asked to.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static void Execute(ProfileOptions options)
    {
        Machine machine = Machine.Here();
        NetworkAnalysis declaration = PeerNetwork.Declared(options.Name);
        int usual = !options.Training ? 1 : PeerNetwork.Known(options.Name) is { TrainingBatch: > 0 and var known } ? known : TrainingBatch;
        NetworkProfile profile = NetworkProfile.Take(declaration, options.Batch ?? usual, options.Threads, options.Training, options.Rounds);
        MarkdownTable table = ProfileTable.Build(profile);
        TableView.Show(table);
        Console.WriteLine(ProfileTable.Note(profile));
        Console.WriteLine(machine);
        if (options.MarkdownPath is { } markdown)
        {
            string words = (options.Training ? " --training" : "") + $" --batch {profile.Batch}" + (options.Threads > 1 ? $" --threads {options.Threads}" : "");
            ResultFiles.WriteMarkdown(
                markdown, $"{profile.Name}, layer by layer", table, ProfileTable.Note(profile),
                $"dotnet run -c Release --project bench/Peers -- --profile {options.Name}{words}", machine);
        }

        if (options.SvgPath is { } svg)
        {
            using Affinity pinned = Affinity.Pin(1);
            ResultFiles.CreateFolder(svg);
            File.WriteAllText(svg, Roofline.Draw(profile, Roofline.MeasureMemory(), machine));
            Console.WriteLine($"Roofline: {svg}");
        }
    }
}
