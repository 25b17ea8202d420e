namespace StaticNet.Generator.Kernels;

/// <summary>
/// What kernels of weighted layers read for each channel after the weights: a bias, where sums begin, or the scale and shift of a batch
/// normalisation, which are applied to whole sums.
/// </summary>
internal static class Epilogues
{
    public static string[] Parameters(bool hasBias, bool isScaled) =>
        [.. hasBias ? new[] { "bias" } : [], .. isScaled ? new[] { "scale", "shift" } : []];

    /// <summary>How the names of references into a parameter begin.</summary>
    public static string Local(string parameter) => parameter == "bias" ? "b" : parameter;
}
