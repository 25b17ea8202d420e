using StaticNet.Generator;
using StaticNet.Measurement;
using StaticNet.Peers.Reports;

namespace StaticNet.Peers.Profile;

/// <summary>The command's profile of one network.</summary>
internal static class ProfileRun
{
    /// <summary>Takes the profile, shows it, and writes it as Markdown where asked to.</summary>
    public static void Execute(string name, int? batch, bool training, int rounds, string? markdown)
    {
        Machine machine = Machine.Here();
        NetworkAnalysis declaration = PeerNetwork.Declared(name);
        NetworkProfile profile = NetworkProfile.Take(declaration, batch ?? (training ? ComparisonRun.DefaultTrainingBatch : 1), training, rounds);
        MarkdownTable table = ProfileTable.Build(profile);
        TableView.Show(table);
        Console.WriteLine(ProfileTable.Note(profile));
        Console.WriteLine(machine);
        if (markdown is not null)
        {
            string options = (training ? " --training" : "") + (batch is { } count ? $" --batch {count}" : "");
            ResultFiles.WriteMarkdown(
                markdown, $"{profile.Name}, layer by layer", table, ProfileTable.Note(profile),
                $"dotnet run -c Release --project bench/Peers -- --profile {name}{options}", machine);
        }
    }
}
