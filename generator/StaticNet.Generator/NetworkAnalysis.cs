using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator;

/// <summary>
/// A declared network as far as it is understood: the graph when there is no error, and every finding. The generator
/// emits from it and the analyzer reports from it.
/// </summary>
internal sealed record NetworkAnalysis(NetworkReading Reading, NetworkGraph? Graph, EquatableArray<Finding> Findings)
{
    /// <summary>
    /// Whether a <c>SuppressMessage</c> hides an error. A warning may be hidden; for an error the stub brings an
    /// <c>#error</c>.
    /// </summary>
    public bool HasSuppressedError =>
        Findings.Any(finding => Reading.Suppressed.Contains(finding.Id) && Descriptors.IsError(finding));

    public static NetworkAnalysis Of(NetworkReading reading)
    {
        if (reading.Declaration is null)
        {
            return new NetworkAnalysis(reading, null, reading.Findings);
        }

        GraphResult result = reading.Declaration.WeightsOf is null
            ? GraphBuilder.Build(reading.Declaration)
            : ResizedNetwork.Build(reading.Declaration);
        if (reading.Declaration.Unroll == Unroll.Full && result.Graph is { } graph && UnrollBudget.Check(reading.Type.Name, graph) is { } excess)
        {
            return new NetworkAnalysis(reading, null, [.. reading.Findings, .. result.Findings, excess]);
        }

        return new NetworkAnalysis(reading, result.Graph, [.. reading.Findings, .. result.Findings]);
    }
}
