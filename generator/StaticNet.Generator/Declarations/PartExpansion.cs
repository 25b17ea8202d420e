using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Writes uses of blocks out into one flat list, and gives every part its path: "basicblock3.conv2", kind and ordinal within each use.
/// </summary>
/// <param name="network">The network's name, with which messages about blocks begin.</param>
internal sealed class PartExpansion(string network)
{
    /// <summary>Layers of the deepest networks known are some thousands.</summary>
    private const int MostParts = 20_000;

    private readonly List<Part> parts = [];
    private readonly List<Finding> findings = [];
    private readonly List<string> tensors = [];
    private readonly Dictionary<BlockBody, int> lengths = [];

    /// <summary>What was said of a block; its other uses would say the same.</summary>
    private readonly HashSet<(string Kind, string Id, EquatableArray<string> Arguments)> said = [];

    public EquatableArray<Part> Parts => [.. parts];

    /// <summary>In order of place.</summary>
    public EquatableArray<Finding> Findings => [.. findings.OrderBy(static finding => finding.Site.Index)];

    /// <summary>Names of the parameter tensors ("conv1.weight").</summary>
    public EquatableArray<string> Tensors => [.. tensors];

    public static PartExpansion Of(BlockBody body, string network)
    {
        var expansion = new PartExpansion(network);
        expansion.findings.AddRange(body.Findings);
        expansion.Write(body, new Place(-1, string.Empty, string.Empty));
        return expansion;
    }

    private bool Write(BlockBody body, Place place)
    {
        var names = new PartNames();
        foreach (Part part in body.Parts)
        {
            int site = place.Site < 0 ? part.Site : place.Site;
            if (parts.Count + Length(part) > MostParts)
            {
                findings.Add(new Finding(
                    DiagnosticIds.TooLarge, Site.Part(site), [network, "it has too many layers", $"{MostParts}"], []));
                return false;
            }

            string Name(string kind, string? alias) => Take(names, names.Next(kind, alias), site, body, place);
            switch (part)
            {
                case UsePart use when !Write(use, site, Name, place):
                    return false;
                case UsePart:
                    break;
                case LayerPart { Layer: ShapeAssertion }:
                    parts.Add(part with { Site = site });
                    break;
                case LayerPart layer:
                    string name = Name(layer.Layer.Kind, layer.As);
                    tensors.AddRange(layer.Layer.Parameters.Select(parameter => $"{name}.{parameter}"));
                    parts.Add(layer with { Site = site, Name = name });
                    break;
                case JoinPart join:
                    parts.Add(join with { Site = site, Name = Name(join.Join.Kind, join.As) });
                    break;
                case ShortcutPart shortcut:
                    parts.Add(shortcut with { Site = site, Name = Name("shortcut", null) });
                    break;
                case OutputPart output:
                    parts.Add(output with { Site = site, Name = place.Path + output.Source });
                    break;
                default:
                    parts.Add(part with { Site = site });
                    break;
            }
        }

        return true;
    }

    /// <summary>
    /// What a part is written out to, or one more than all may be. A large <c>Repeat</c> is refused by it at once, before thousands of layers
    /// have got names.
    /// </summary>
    private int Length(Part part) => part is UsePart use ? (int)Math.Min((long)use.Times * (Length(use.Body) + 2), MostParts + 1) : 1;

    private int Length(BlockBody body)
    {
        if (!lengths.TryGetValue(body, out int length))
        {
            lengths[body] = length = (int)Math.Min(body.Parts.Sum(part => (long)Length(part)), MostParts + 1);
        }

        return length;
    }

    private bool Write(UsePart use, int site, Func<string, string?, string> nameOf, Place outer)
    {
        string within = $"{(outer.Within.Length == 0 ? network : outer.Within)} > {use.Title}";
        for (int time = 1; time <= use.Times; time++)
        {
            string name = nameOf(use.Body.Kind, use.As is not null && use.Times > 1 ? $"{use.As}{time}" : use.As);
            var inner = new Place(site, $"{name}.", within);
            foreach (Finding finding in use.Body.Findings)
            {
                Report(finding, use.Body, inner);
            }

            parts.Add(new BlockStartPart(site, within));
            if (!Write(use.Body, inner))
            {
                return false;
            }

            parts.Add(new BlockEndPart(site, time == use.Times ? use.As : null));
        }

        return true;
    }

    /// <summary>The path of a name, which must not look like another one.</summary>
    private string Take(PartNames names, string name, int site, BlockBody body, Place place)
    {
        if (!names.Take(name))
        {
            Report(new Finding(DiagnosticIds.DuplicateName, Site.Part(site, "As"), [name], []), body, place);
        }

        return place.Path + name;
    }

    /// <summary>Tells of a finding in the network where it is, of one in a block at the use, and once for all uses.</summary>
    private void Report(Finding finding, BlockBody body, Place place)
    {
        if (place.Site < 0)
        {
            findings.Add(finding);
        }
        else if (said.Add((body.Kind, finding.Id, finding.Arguments)))
        {
            findings.Add(finding with { Site = Site.Part(place.Site), Settings = [], Within = place.Within });
        }
    }

    /// <summary>
    /// Where parts are being written: the attribute on the network (-1 for each its own), the path before their names, and the
    /// uses around them.
    /// </summary>
    private readonly record struct Place(int Site, string Path, string Within);
}
