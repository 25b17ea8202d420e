using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Symbols to values: the one reader that the generator and the analyzer share, so that what is underlined and what is
/// built cannot disagree. Nothing behind it sees a symbol or a syntax node.
/// </summary>
internal static class DeclarationReader
{
    /// <summary>Reads the class, or returns null when it has nothing to do with networks.</summary>
    public static NetworkReading? Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        NetworkAttributes attributes = NetworkAttributes.Of(type);
        if (attributes is { Network: null, Parts.IsEmpty: true })
        {
            return null;
        }

        TypeDeclaration declaration = TypeReader.Read(type);
        if (attributes.Network is null)
        {
            // An attribute class with layers on it is a block, to be used in networks.
            var finding = new Finding(DiagnosticIds.NoNetwork, Site.Part(0), [type.Name], []);
            return attributes.HasUnresolved || IsAttribute(type)
                ? null
                : new NetworkReading(declaration, null, [finding], Parameters: [], CanBeExtended: false);
        }

        INamedTypeSymbol? original = attributes.WeightsOf;
        NetworkAttributes layers = original is null ? attributes : NetworkAttributes.Of(original);
        Shape? input = ReadShape(attributes, out Finding? shapeFinding);
        object? written = attributes.Network.NamedArguments.FirstOrDefault(static argument => argument.Key == "Training").Value.Value;
        bool training = written is bool value ? value : original is null;
        var reader = new PartReader(input?.Rank ?? 2);
        BlockBody body = reader.Read(layers.Parts, null, new BlockBody("network"));
        PartExpansion parts = PartExpansion.Of(body, (original ?? type).Name);

        // A name that no value can have is an error of its own, and its stub has no member for it.
        EquatableArray<string> outputs =
        [
            .. parts.Parts.OfType<OutputPart>()
                .Where(static part => !part.TrainingOnly
                    && SyntaxFacts.IsValidIdentifier(GeneratedMembers.PropertyName(part.Name)) && GeneratedMembers.TakenBy(part.Name) is null)
                .Select(static part => part.Name),
        ];
        Finding? typeFinding = TypeReader.Check(type, GeneratedMembers.Of(parts.Tensors, outputs), cancellation);
        NetworkReading Result(NetworkDeclaration? network, IEnumerable<Finding> findings) =>
            new(declaration, network, [.. findings], parts.Tensors, CanBeExtended: typeFinding is null)
            {
                Outputs = outputs,
                Training = training,
                Suppressed = Suppressions.Of(type),
            };

        if (attributes.HasUnresolved || layers.HasUnresolved || reader.HasUnresolved)
        {
            return Result(null, []);
        }

        // One mistake, one error: what is wrong with the class or with the input's shape says nothing about its layers.
        Finding? first = typeFinding ?? attributes.CheckParts(type) ?? shapeFinding;
        if (first is not null)
        {
            return Result(null, [first]);
        }

        var options = new FindingList(SiteKind.Network, 0);
        var arguments = new LayerArguments(attributes.Network, "Network", 0, null, options);
        var network = new NetworkDeclaration(declaration, input!, parts.Parts)
        {
            Training = arguments.Flag("Training", original is null),
            DenseAsConv = arguments.Flag("DenseAsConv", false),
            Precision = arguments.Choice<Precision>("Precision"),
            Normalization = Normalization(layers, original is null ? options : new FindingList(SiteKind.Network, 0), input!.Channels),
            Unroll = arguments.Choice<Unroll>("Unroll"),
        };
        if (options.Any)
        {
            return Result(null, options.All);
        }

        if (original is not null)
        {
            network = OriginalReader.Read(network, type, attributes, original, parts.Findings, out Finding? refused);
            return Result(network, refused is null ? [] : [refused]);
        }

        if (attributes.Parts.IsEmpty)
        {
            return Result(null, [new Finding(DiagnosticIds.NoLayers, Site.Network(), [type.Name, "network"], [])]);
        }

        return parts.Findings.Count > 0 ? Result(null, parts.Findings) : Result(network, []);
    }

    /// <summary>That of the network whose layers these are; its own errors are reported on its own class.</summary>
    private static InputNormalization? Normalization(NetworkAttributes layers, FindingList findings, int channels) => layers.Network is null
        ? null
        : InputNormalization.Read(new LayerArguments(layers.Network, "Network", 0, null, findings), channels);

    private static bool IsAttribute(INamedTypeSymbol type)
    {
        INamedTypeSymbol? ancestor = type.BaseType;
        while (ancestor is not (null or { Name: "Attribute", ContainingNamespace.Name: "System" }))
        {
            ancestor = ancestor.BaseType;
        }

        return ancestor is not null;
    }

    /// <summary>The shape of a network's input, or why it is none.</summary>
    internal static Shape? ReadShape(NetworkAttributes attributes, out Finding? finding)
    {
        var findings = new FindingList(SiteKind.Network, 0);
        ImmutableArray<int> sizes = new LayerArguments(attributes.Network!, "Network", 0, null, findings).Numbers("shape");
        int bad = sizes.IndexOf(sizes.FirstOrDefault(static size => size < 1));
        string written = $"({string.Join(", ", sizes)})";
        if (sizes.Length is < 2 or > 4)
        {
            bool isVector = sizes.Length == 1 && sizes[0] > 0;
            string example = isVector ? $": a vector is ({sizes[0]}, 1, 1)" : string.Empty;
            findings.Report(
                DiagnosticIds.BadNetworkShape,
                ["shape"],
                [written, $"a network's shape is (channels, height, width){example}"],
                isVector ? [new Setting("shape", $"{sizes[0]}, 1, 1")] : []);
        }
        else if (bad >= 0)
        {
            findings.Report(
                DiagnosticIds.BadNetworkShape,
                [new ArgumentReference("shape", bad), "shape"],
                [written, $"{sizes[bad]} is not a size, which is at least 1"]);
        }

        finding = findings.All.FirstOrDefault();
        return finding is null ? new Shape(sizes[0], [.. sizes.Skip(1)]) : null;
    }
}
