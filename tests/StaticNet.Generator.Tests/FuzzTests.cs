using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;
using Xunit.Abstractions;

namespace StaticNet.Generator.Tests;

/// <summary>
/// 20,000 random declarations of every layer with every option, blocks, branches, joins, names, outputs and other sizes: nothing throws, what is
/// rejected has an error of ours or of the compiler's. What becomes of the code is another test's: <see cref="FuzzedCodeTests"/>.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryDeclarationIsUnderstoodOrRejected()
    {
        Assert.Equal(FuzzCorpus.Count, FuzzCorpus.All.Length);
        Assert.All(FuzzCorpus.All, static one => Assert.True(one.Failure is null, $"{one.Failure}\n{one.Source}"));
    }

    [Fact]
    public void NoneTakesLongToRead() =>
        Assert.All(FuzzCorpus.All, static one => Assert.True(one.Time < FuzzCorpus.Long, $"{one.Time}\n{one.Source}"));

    /// <summary>A fuzzer that is rejected at once, or never, tells nothing.</summary>
    [Fact]
    public void EnoughAreAcceptedAndEnoughAreNot()
    {
        int accepted = FuzzCorpus.All.Count(static one => one.IsAccepted);
        int broken = FuzzCorpus.All.Count(static one => one.IsBroken);
        output.WriteLine($"{accepted} accepted, {broken} rejected by the compiler, slowest {FuzzCorpus.All.Max(static one => one.Time)}");
        foreach (IGrouping<string, string> group in FuzzCorpus.All.SelectMany(static one => one.Ids).GroupBy(static id => id).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{group.Key} {group.Count()}");
        }

        Assert.InRange(accepted, FuzzCorpus.Count / 10, FuzzCorpus.Count * 9 / 10);
        Assert.InRange(broken, 0, FuzzCorpus.Count / 4);
    }

    [Fact]
    public void EveryLayerIsAmongTheAccepted()
    {
        FuzzedDeclaration[] accepted = [.. FuzzCorpus.All.Where(static one => one.IsAccepted)];
        Assert.Empty(LayerCatalog.Names.Except(accepted.SelectMany(static one => one.Kinds)));
        Assert.Empty(RandomLayers.Kinds.Except(LayerCatalog.Names));
        Assert.Empty(RandomLayers.Options.Except(accepted.SelectMany(static one => one.Options)));
        Assert.Contains(accepted, static one => one.Slides);
        Assert.Contains(accepted, static one => one.Source.Contains("Use<", StringComparison.Ordinal));
        Assert.Equal([1, 2, 3], accepted.Select(static one => one.Rank).Distinct().Order());
    }

    /// <summary>Every error occurs, but for those of the class around the layers and of the project.</summary>
    [Fact]
    public void EveryErrorOccurs()
    {
        string[] ids = [.. FuzzCorpus.All.SelectMany(static one => one.Ids).Distinct()];
        string[] elsewhere =
        [
            DiagnosticIds.NotPartial, DiagnosticIds.LayersOnSeveralParts, DiagnosticIds.UnsuitableClass, DiagnosticIds.NoNetwork,
            DiagnosticIds.UnusedParameter, DiagnosticIds.NotOptimised, DiagnosticIds.LanguageTooOld,
        ];
        Assert.Empty(Descriptors.All.Select(static descriptor => descriptor.Id).Except(ids).Except(elsewhere));
    }
}
