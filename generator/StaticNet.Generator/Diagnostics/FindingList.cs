namespace StaticNet.Generator.Diagnostics;

/// <summary>
/// Collects the findings about one attribute, the index of which the layer itself need not know. What is found
/// <paramref name="within"/> a block is told of the use of the block.
/// </summary>
internal sealed class FindingList(SiteKind kind, int index, string within = "")
{
    private readonly List<Finding> findings = [];

    public bool Any => findings.Count > 0;

    /// <summary>A finding on the first of <paramref name="arguments"/> that is written out.</summary>
    public void Report(
        string id,
        EquatableArray<ArgumentReference> arguments,
        EquatableArray<string> messageArguments,
        EquatableArray<Setting> settings = default) =>
        findings.Add(within.Length == 0
            ? new Finding(id, new Site(kind, index, arguments), messageArguments, settings)
            : new Finding(id, new Site(kind, index, []), messageArguments, []) { Within = within });

    public IEnumerable<Finding> All => findings;
}
