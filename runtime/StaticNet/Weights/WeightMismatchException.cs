namespace StaticNet;

/// <summary>
/// A valid safetensors file holds other tensors than the network has parameters. The weights are unchanged.
/// </summary>
public sealed class WeightMismatchException : SafeTensorsException
{
    /// <summary>A file that does not belong to the network.</summary>
    /// <param name="source">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="differences">Every difference, one sentence each.</param>
    public WeightMismatchException(string source, string network, IReadOnlyList<string> differences)
        : base(Describe(source, network, differences))
    {
        Differences = differences;
    }

    /// <summary>Every difference, one sentence each.</summary>
    public IReadOnlyList<string> Differences { get; }

    private static string Describe(string source, string network, IReadOnlyList<string> differences)
    {
        string count = differences.Count == 1 ? "1 difference" : $"{differences.Count} differences";
        string newLine = Environment.NewLine + "  ";
        return $"{source} does not fit {network}; nothing was loaded. {count}:{newLine}{string.Join(newLine, differences)}";
    }
}
