using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StaticNet.Generator.Declarations;

namespace StaticNet.Generator.Diagnostics;

/// <summary>
/// Everything to be said about one class, as the compiler's diagnostics: for the analyzer, and for the generator in its
/// absence.
/// </summary>
internal static class FindingReport
{
    /// <summary>
    /// Keys of a diagnostic's properties under which the code fixes find the settings: "Setting0", "Setting1", ...
    /// </summary>
    public const string SettingKey = "Setting";

    public static IEnumerable<Diagnostic> Of(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        foreach (Finding finding in BlockParameterCheck.Of(type))
        {
            yield return Report(type, finding, cancellation);
        }

        if (DeclarationReader.Read(type, cancellation) is not { } reading)
        {
            yield break;
        }

        NetworkAnalysis analysis = NetworkAnalysis.Of(reading);
        foreach (Finding finding in analysis.Findings)
        {
            yield return Report(type, finding, cancellation);
        }

        // Said only of a network that runs at all: an error comes first.
        if (analysis.Graph is not null && compilation.Options.OptimizationLevel == OptimizationLevel.Debug)
        {
            yield return Diagnostic.Create(
                Descriptors.NotOptimised, FindingLocator.Locate(type, Site.Class(), cancellation), type.Name);
        }
    }

    private static Diagnostic Report(INamedTypeSymbol type, Finding finding, CancellationToken cancellation) => Diagnostic.Create(
        Descriptors.For(finding),
        FindingLocator.Locate(type, finding.Site, cancellation),
        Properties(finding),
        [.. finding.Arguments]);

    private static ImmutableDictionary<string, string?> Properties(Finding finding)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        for (int i = 0; i < finding.Settings.Count; i++)
        {
            properties.Add($"{SettingKey}{i}", finding.Settings[i].ToProperty());
        }

        return properties.ToImmutable();
    }
}
