using StaticNet.Measurement;
using StaticNet.Peers.Reports;

namespace StaticNet.Peers.Profile;

/// <summary>The profile as a table.</summary>
internal static class ProfileTable
{
    /// <summary>A row for each layer in the order of the program, and the total.</summary>
    public static MarkdownTable Build(NetworkProfile profile)
    {
        var table = profile.Training
            ? new MarkdownTable("pass", "layer", "", "time", "share", "GFLOP/s", "of FMA peak", "GB/s", "algorithm")
            : new MarkdownTable("layer", "", "time", "share", "GFLOP/s", "of FMA peak", "GB/s", "algorithm");
        double sum = profile.Layers.Sum(static row => row.Milliseconds);
        foreach (TimedLayer row in profile.Layers)
        {
            Add(
                Pass(row.Layer),
                row.Layer.Name,
                row.Layer.Description,
                Format.Time(row.Milliseconds),
                Format.Invariant($"{100 * row.Milliseconds / sum:0.0} %"),
                Rate(row.Layer.Flop, row.Milliseconds, 1),
                Rate(100 * row.Layer.Flop, row.Milliseconds, profile.PeakGflopPerSecond, " %"),
                row.Layer.Bytes == 0 ? "-" : Format.Invariant($"{1e-6 * row.Layer.Bytes * profile.Batch / row.Milliseconds:0.0}"),
                row.Layer.Algorithm);
        }

        double flop = profile.Layers.Sum(static row => row.Layer.Flop);
        Add(
            "", "total", $"{profile.Name}, {profile.Isa}, batch {profile.Batch}", Format.Time(profile.Plain), "",
            Rate(flop, profile.Plain, 1), Rate(100 * flop, profile.Plain, profile.PeakGflopPerSecond, " %"), "",
            Format.Invariant($"with clocks {Format.Time(profile.Clocked)}"));
        return table;

        void Add(string pass, params string[] cells) => table.Add(profile.Training ? [pass, .. cells] : cells);

        string Rate(double operations, double milliseconds, double unit, string suffix = "") =>
            operations == 0 ? "-" : Format.Invariant($"{1e-6 * operations * profile.Batch / milliseconds / unit:0}") + suffix;
    }

    /// <summary>What stands below the table.</summary>
    public static string Note(NetworkProfile profile) => Format.Invariant(
        $"""
        Medians on {(profile.Threads == 1 ? "one thread" : $"{profile.Threads} threads, each step until the last of them has done its share")}. FMA peak {profile.PeakGflopPerSecond:0} GFLOP/s, measured between the samples; {100 * profile.Disturbed:0} % of them disturbed.
        Rates count two operations for each multiply-add as declared, whatever the algorithm does (a Winograd convolution passes 100 %). GB/s counts values
        read and written and weights once each. A layer's time holds all its steps, changes of layout before it included.
        """);

    private static string Pass(ProfiledLayer layer) => layer.Entry != "Backward" ? layer.Entry : layer.OfWeights ? "Backward, weights" : "Backward, data";
}
