using Microsoft.CodeAnalysis.Diagnostics;

namespace StaticNet.Generator.Diagnostics;

/// <summary>
/// Which findings the generator itself has to report, because no analyzer does or it would come too late.
/// </summary>
internal enum SelfReport
{
    /// <summary>None: the analyzer runs. So it is in an editor, in a build, and wherever nothing is known.</summary>
    Nothing,

    /// <summary>
    /// Only on classes that no stub can complete (they are not partial, say), in a batch build. Members that are missing
    /// there would be further errors for the same mistake; an error of the generator's ends the build before analyzers run
    /// and method bodies are compiled.
    /// </summary>
    WhereNoStub,

    /// <summary>Everything: the build runs without analyzers.</summary>
    Everything,
}

internal static class SelfReportOptions
{
    /// <summary>Set by the package's StaticNet.props.</summary>
    private const string WithoutAnalyzers = "build_property.StaticNetWithoutAnalyzers";

    private const string BatchBuild = "build_property.StaticNetBatchBuild";

    public static SelfReport Of(AnalyzerConfigOptions options) =>
        IsTrue(options, WithoutAnalyzers) ? SelfReport.Everything
        : IsTrue(options, BatchBuild) ? SelfReport.WhereNoStub
        : SelfReport.Nothing;

    /// <summary>Whether the generator itself has to speak about this class.</summary>
    public static bool Includes(this SelfReport extent, NetworkAnalysis analysis) => extent switch
    {
        // A suppressed error would end the build without a word; there the stub's #error speaks.
        SelfReport.Everything => !analysis.HasSuppressedError,
        SelfReport.WhereNoStub =>
            !analysis.Reading.CanBeExtended
            && analysis.Findings.Any(Descriptors.IsError)
            && !analysis.HasSuppressedError,
        _ => false,
    };

    private static bool IsTrue(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
