namespace StaticNet.Generator.Diagnostics;

/// <summary>Collects the findings about one attribute, the index of which the layer itself need not know.</summary>
internal sealed class FindingList(SiteKind kind, int index)
{
    private readonly List<Finding> findings = [];

    public bool Any => findings.Count > 0;

    /// <summary>A finding on the first of <paramref name="arguments"/> that is written out.</summary>
    public void Report(
        string id,
        EquatableArray<ArgumentReference> arguments,
        EquatableArray<string> messageArguments,
        EquatableArray<Setting> settings = default) =>
        findings.Add(new Finding(id, new Site(kind, index, arguments), messageArguments, settings));

    public IEnumerable<Finding> All => findings;
}
