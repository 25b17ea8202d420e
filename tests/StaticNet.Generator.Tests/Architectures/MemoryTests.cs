using System.Globalization;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Planning;
using Xunit.Abstractions;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>
/// The memory that every declared architecture is planned to need for one picture, against the sum of all its activations and against
/// the bound: the most that is alive at one moment, on the padded sizes in which values lie. Prediction and training apart.
/// </summary>
public class MemoryTests(ITestOutputHelper output)
{
    private const double MostAboveTheBound = 0.10;

    public static TheoryData<string> Networks => [.. DeclaredNetworks.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void ArenaIsCloseToItsBound(string network)
    {
        NetworkPlan plan = Planner.Plan(DeclaredNetworks.Graph(network), training: true);
        Assert.InRange(Excess(plan.Prediction.Arena), 0, MostAboveTheBound);
        Assert.InRange(Excess(plan.Training!.Arena), 0, MostAboveTheBound);
    }

    /// <summary>Prints the table, and leaves it as memory.md beside the test assembly.</summary>
    [Fact]
    public void Table()
    {
        List<string> lines =
        [
            "| network | activations, MB | prediction, MB | bound | above | training, MB | bound | above |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ];
        foreach (string network in DeclaredNetworks.Names)
        {
            NetworkGraph graph = DeclaredNetworks.Graph(network);
            NetworkPlan plan = Planner.Plan(graph, training: true);
            long activations = graph.Nodes.Skip(1).Sum(static node => node.Cost.ActivationBytes);
            lines.Add($"| {network} | {Megabytes(activations)} | {Row(plan.Prediction.Arena)} | {Row(plan.Training!.Arena)} |");
        }

        string table = string.Join("\n", lines);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "memory.md"), table + "\n");
        output.WriteLine(table);
    }

    private static string Row(Arena arena) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Megabytes(4L * Size(arena))} | {Megabytes(4L * Bound(arena))} | {100 * Excess(arena):0.0} %");

    private static long Size(Arena arena) => (long)arena.Fixed + arena.PerPicture;

    private static long Bound(Arena arena) => (long)arena.FixedBound + arena.PerPictureBound;

    private static double Excess(Arena arena) => Bound(arena) == 0 ? 0 : ((double)Size(arena) / Bound(arena)) - 1;

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
}
