using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>From the attributes of a class to the parts that they declare, with their names.</summary>
internal sealed class PartReader(int rank)
{
    private readonly List<Part> parts = [];
    private readonly List<Finding> findings = [];
    private readonly List<string> tensors = [];
    private readonly PartNames names = new();

    public IReadOnlyList<Part> Parts => parts;

    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Names of the parameter tensors ("conv1.weight").</summary>
    public IReadOnlyList<string> Tensors => tensors;

    public void Read(ImmutableArray<AttributeData> attributes)
    {
        for (int i = 0; i < attributes.Length; i++)
        {
            var found = new FindingList(SiteKind.Part, i);
            Read(attributes[i], i, found);
            findings.AddRange(found.All);
        }
    }

    private void Read(AttributeData attribute, int site, FindingList found)
    {
        string title = LayerCatalog.LayerName(attribute.AttributeClass!.Name);
        var arguments = new LayerArguments(attribute, title, rank, found);
        if (!WellKnownNames.IsRuntimeNamespace(attribute.AttributeClass.ContainingNamespace))
        {
            RejectUnknown(arguments);
            return;
        }

        switch (title)
        {
            case "Branch":
                parts.Add(new BranchPart(site));
                break;
            case "Shortcut":
                string shortcut = Name("shortcut", null, found);
                parts.Add(new ShortcutPart(site, shortcut));
                break;
            case "From":
                parts.Add(new FromPart(site, arguments.Text("name")));
                break;
            case "Output":
                string source = arguments.Text("name");
                float weight = arguments.Real(
                    "LossWeight", 0, static value => value >= 0 && !float.IsInfinity(value), "at least 0 and finite");
                parts.Add(new OutputPart(site, source, source, weight, arguments.Flag("TrainingOnly", false)));
                break;
            default:
                ReadLayer(arguments, site, found);
                break;
        }
    }

    private void ReadLayer(LayerArguments arguments, int site, FindingList found)
    {
        if (LayerCatalog.ReaderOf(arguments.LayerName) is not { } read)
        {
            RejectUnknown(arguments);
            return;
        }

        Layer layer = read(arguments);
        string? alias = arguments.As();
        string name = layer is ShapeAssertion ? string.Empty : Name(layer.Kind, alias, found);
        tensors.AddRange(layer.Parameters.Select(parameter => $"{name}.{parameter}"));
        parts.Add(layer is Join join
            ? new JoinPart(site, join, name, alias, arguments.Texts("names"))
            : new LayerPart(site, layer, name, alias));
    }

    private string Name(string kind, string? alias, FindingList found)
    {
        string name = names.Next(kind, alias);
        if (!names.Take(name))
        {
            found.Report(DiagnosticIds.DuplicateName, ["As"], [name]);
        }

        return name;
    }

    private static void RejectUnknown(LayerArguments arguments) =>
        arguments.Reject(string.Empty, "it is not a layer that this version of the generator knows");
}
