using System.Globalization;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>How large a network may be whose prediction is written out without loops.</summary>
internal static class UnrollBudget
{
    /// <summary>
    /// What a build bears. Written out, an operation on a vector is a statement of its own in each of the three forms with vectors, so that code and build
    /// grow with the operations: LeNet-5, with 429,342, is 4.6 MB that take 20 s to build, and slower than with loops. There are no networks for which more would pay.
    /// </summary>
    public const long MostOperations = 500_000;

    /// <summary>What is wrong with unrolling this network, or null.</summary>
    public static Finding? Check(string name, NetworkGraph graph)
    {
        long multiplyAdds = graph.Nodes.Sum(static node => node.Cost.MultiplyAdds);
        long others = graph.Nodes.Where(static node => node.Cost.MultiplyAdds == 0).Sum(node => Operations(node, graph));
        string parts = $"{Text(multiplyAdds)} multiply-adds and {Text(others)} others";
        return multiplyAdds + others <= MostOperations
            ? null
            : new Finding(DiagnosticIds.TooLargeToUnroll, Site.Network("Unroll"), [name, Text(multiplyAdds + others), parts, Text(MostOperations)], [new Setting("Unroll", "Unroll.Tiles")]);
    }

    /// <summary>What a layer without multiply-adds does: a pool takes in every value of its windows, other layers every input and output.</summary>
    private static long Operations(Node node, NetworkGraph graph) => node.Layer switch
    {
        InputLayer => 0,
        Pool pool => node.Output.Length * pool.Window.Kernel.Aggregate(1L, static (product, size) => product * size),
        _ => Math.Max(node.Output.Length, node.Inputs.Sum(input => (long)graph[input].Output.Length)),
    };

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
