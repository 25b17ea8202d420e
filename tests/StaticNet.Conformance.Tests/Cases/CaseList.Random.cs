namespace StaticNet.Conformance.Tests.Cases;

/// <content>The rows drawn at random, which need the reference to know what is valid.</content>
internal static partial class CaseList
{
    private const int RandomRows = 60;
    private const int RandomRowsOfOtherRanks = 20;

    // Lazy, since the static members of a partial class are initialised in no order that one could rely on.
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<NetworkCase>>> AllFamilies = new(static () =>
        new Dictionary<string, IReadOnlyList<NetworkCase>>(Written)
        {
            ["Random"] = [.. Enumerable.Range(1, RandomRows).Select(Random)],
            ["RandomSequence"] = [.. Enumerable.Range(1, RandomRowsOfOtherRanks).Select(static seed => Random(seed, RandomChain.Create(seed, mostRows: 60, rank: 1)))],
            ["RandomVolume"] = [.. Enumerable.Range(1, RandomRowsOfOtherRanks).Select(static seed => Random(seed, RandomChain.Create(seed, mostRows: 8, rank: 3)))],
        });

    /// <summary>All rows.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<NetworkCase>> Families => AllFamilies.Value;

    private static NetworkCase Random(int seed) => Random(seed, RandomChain.Create(seed));

    private static NetworkCase Random(int seed, RandomChain chain) => new($"Random{seed}", chain.Shape, chain.Layers, Batch: 1 + (seed % 4));
}
