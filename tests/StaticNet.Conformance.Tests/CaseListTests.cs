using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests;

/// <summary>The list itself: that its rows can be declared, and that together they cover what they claim to.</summary>
public class CaseListTests
{
    private static IEnumerable<NetworkCase> All => CaseList.Families.SelectMany(static family => family.Value);

    [Fact]
    public void EveryRowIsANetwork()
    {
        foreach (NetworkCase row in All)
        {
            Assert.True(SyntaxFacts.IsValidIdentifier(row.Name), row.Name);
            Assert.True(ReferenceNetwork.Parse(row.Shape, row.Layers).Output.Length > 0, row.Name);
        }
    }

    /// <summary>Generator and reference agree on what is valid.</summary>
    [Fact]
    public void EveryRowBuilds() => Assert.All(
        CaseList.Families, static family => Assert.NotEmpty(GeneratedAssembly.OfFamily(family.Key).Image));

    [Fact]
    public void NamesAreUniqueWithinAFamily() => Assert.All(
        CaseList.Families.Values, static rows => Assert.Equal(rows.Count, rows.Select(static row => row.Name).Distinct().Count()));

    [Fact]
    public void ProblemsAreReadByTheirLetters()
    {
        NetworkCase convolution = Problem.Parse("ic17ih33iw9oc5kh3kw2sh2ph1g1");
        Assert.Equal([17, 33, 9], convolution.Shape);
        Assert.Equal("Conv(5, 3, 2, Stride = new[] { 2, 2 }, Groups = 1, Padding = new[] { 1, 1, 1, 1 })", convolution.Layers);
        NetworkCase pool = Problem.Parse("max_mb7ic5ih9kh3sh2ph1_crop_relu");
        Assert.Equal(7, pool.Batch);
        Assert.Equal([5, 9, 9], pool.Shape);
        Assert.Equal("MaxPool(3, 3, Stride = new[] { 2, 2 }, Padding = new[] { 1, 1, 1, 1 }, Fit = Fit.Crop), Relu", pool.Layers);
        Assert.Throws<ArgumentException>(static () => Problem.Parse("ic3ih9zz4"));
        Assert.Throws<ArgumentException>(static () => Problem.Parse("ic3ih9_frob"));
    }

    [Fact]
    public void TheSizesThatMatterAreThere()
    {
        ReferenceNetwork[] networks = [.. All.Select(static row => ReferenceNetwork.Parse(row.Shape, row.Layers))];
        AssertAllIn([1, 3, 5, 6, 16, 17, 33, 48], networks.Select(static network => network.Input.Channels));
        AssertAllIn(Enumerable.Range(1, 19).Concat([28, 29, 31, 32, 33]), networks.SelectMany(static network => network.Layers).Select(static layer => layer.Input.Width));
        AssertAllIn([1, 7, 64], All.Select(static row => row.Batch));
    }

    private static void AssertAllIn(IEnumerable<int> wanted, IEnumerable<int> there) => Assert.Empty(wanted.Except(there));
}
