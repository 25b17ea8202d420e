using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Tests;

/// <summary>
/// The page that a help link names exists, and what it says is true: its wrong example gets the id, its right one
/// nothing.
/// </summary>
public partial class DocumentationTests
{
    public static TheoryData<string> Ids => [.. Descriptors.All.Select(static descriptor => descriptor.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheWrongExampleGetsTheIdAndTheMessageOnItsPage(string id)
    {
        string page = Page(id);

        Diagnostic diagnostic = Assert.Single(Diagnose(Example(page, "Wrong", "csharp"), id));

        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(Example(page, "Wrong", "text"), $"{diagnostic.Severity.ToString().ToLowerInvariant()} {id}: {diagnostic.GetMessage()}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheRightExampleIsClean(string id) => Assert.Empty(Harness.Diagnose(Example(Page(id), "Right", "csharp")));

    [Theory]
    [MemberData(nameof(Ids))]
    public void ThePageHasTheTitleOfTheRule(string id) =>
        Assert.StartsWith($"# {id}: {Descriptors.Of(id).Title}\n", Page(id));

    [Fact]
    public void NoPageIsLeftOver() => Assert.Equal(
        Descriptors.All.Select(static descriptor => $"{descriptor.Id}.md").Order(),
        Directory.GetFiles(Path.Combine(Repository.Root, "generator", "docs")).Select(Path.GetFileName).Order());

    /// <summary>Two rules are about the build; every other example is as wrong in any.</summary>
    private static IEnumerable<Diagnostic> Diagnose(string source, string id) => id switch
    {
        DiagnosticIds.NotOptimised => Harness.Diagnose(Harness.WithoutOptimisation(Harness.Compilation(source))),
        DiagnosticIds.LanguageTooOld => Harness.Diagnose(Harness.Compilation(LanguageVersion.CSharp11, source)),
        _ => Harness.Diagnose(source),
    };

    private static string Page(string id) =>
        File.ReadAllText(Path.Combine(Repository.Root, Descriptors.Of(id).HelpLinkUri)).ReplaceLineEndings("\n");

    private static string Example(string page, string heading, string language)
    {
        string section = page[page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        return Fence().Matches(section).First(match => match.Groups[1].Value == language).Groups[2].Value;
    }

    [GeneratedRegex("```(\\w+)\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
