using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>From the attributes of a class, a network or a block, to the parts that they declare.</summary>
internal sealed class PartReader
{
    private readonly int rank;
    private readonly BlockReader blocks;

    /// <param name="rank">Spatial axes of the network's input.</param>
    public PartReader(int rank)
    {
        this.rank = rank;
        blocks = new BlockReader(this, rank);
    }

    /// <summary>The compiler rejects an attribute of one of the blocks.</summary>
    public bool HasUnresolved => blocks.HasUnresolved;

    /// <param name="attributes">Those that declare parts, in order.</param>
    /// <param name="parameters">The parameters of the block; null on a network.</param>
    /// <param name="body">Takes the parts and what is wrong with them.</param>
    public BlockBody Read(ImmutableArray<AttributeData> attributes, BlockParameters? parameters, BlockBody body)
    {
        for (int i = 0; i < attributes.Length; i++)
        {
            var found = new FindingList(SiteKind.Part, i);
            Part? part = WellKnownNames.IsBlockAttribute(attributes[i].AttributeClass)
                ? blocks.Read(attributes[i], i, parameters, found)
                : Read(attributes[i], i, parameters, found);
            if (part is not null)
            {
                body.Parts.Add(part);
            }

            body.Findings.AddRange(found.All);
        }

        return body;
    }

    private Part? Read(AttributeData attribute, int site, BlockParameters? parameters, FindingList found)
    {
        string title = LayerCatalog.LayerName(attribute.AttributeClass!.Name);
        var arguments = new LayerArguments(attribute, title, rank, parameters, found);
        if (!WellKnownNames.IsRuntimeNamespace(attribute.AttributeClass.ContainingNamespace))
        {
            return Unknown(arguments);
        }

        return title switch
        {
            "Branch" => new BranchPart(site),
            "Shortcut" => new ShortcutPart(site, string.Empty, arguments.Choice<Projection>("Projection")),
            "From" => new FromPart(site, arguments.Text("name")),
            "Output" => ReadOutput(arguments, site),
            _ => ReadLayer(arguments, site),
        };
    }

    private static OutputPart ReadOutput(LayerArguments arguments, int site)
    {
        float weight = arguments.Real(
            "LossWeight", 0, static value => value >= 0 && !float.IsInfinity(value), "at least 0 and finite");
        return new OutputPart(site, arguments.Text("name"), string.Empty, weight, arguments.Flag("TrainingOnly", false));
    }

    private static Part? ReadLayer(LayerArguments arguments, int site)
    {
        if (LayerCatalog.ReaderOf(arguments.LayerName) is not { } read)
        {
            return Unknown(arguments);
        }

        Layer layer = read(arguments);
        string? alias = arguments.As();
        return layer is Join join
            ? new JoinPart(site, join, string.Empty, alias, arguments.Texts("names"))
            : new LayerPart(site, layer, string.Empty, alias);
    }

    private static Part? Unknown(LayerArguments arguments)
    {
        arguments.Reject(string.Empty, "it is not a layer that this version of the generator knows");
        return null;
    }
}
