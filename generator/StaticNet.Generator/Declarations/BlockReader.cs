using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Reads uses of blocks, <c>[BasicBlock(128, 2)]</c> or <c>[Use&lt;BasicBlockAttribute&gt;(nameof(filters))]</c>, and the blocks themselves, each
/// once for given arguments. A block from a referenced assembly is read in the same way, from its metadata.
/// </summary>
internal sealed class BlockReader(PartReader parts, int rank)
{
    /// <summary>Blocks for given arguments in one network; far more than a network has.</summary>
    private const int MostBodies = 10_000;

    private readonly Dictionary<INamedTypeSymbol, Dictionary<string, BlockBody>> bodies = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<INamedTypeSymbol, NetworkAttributes> attributes = new(SymbolEqualityComparer.Default);

    /// <summary>The blocks that are being read, outermost first.</summary>
    private readonly List<INamedTypeSymbol> open = [];
    private int count;

    /// <summary>The compiler rejects an attribute of one of the blocks.</summary>
    public bool HasUnresolved { get; private set; }

    /// <summary>One use; null after reporting what is wrong with it.</summary>
    public UsePart? Read(AttributeData attribute, int site, BlockParameters? outer, FindingList found)
    {
        bool isPassedOn = WellKnownNames.IsUseAttribute(attribute.AttributeClass);
        var block = (isPassedOn ? attribute.AttributeClass!.TypeArguments[0] : attribute.AttributeClass) as INamedTypeSymbol;
        string name = LayerCatalog.LayerName(block?.Name ?? string.Empty);
        var arguments = new LayerArguments(attribute, name, rank, outer, found);
        string? alias = arguments.As();
        int times = arguments.Size("Repeat", least: outer is null ? 1 : 0, fallback: 1);
        if (attribute.AttributeConstructor is null || attribute.AttributeConstructor.Parameters.Length != attribute.ConstructorArguments.Length)
        {
            // The compiler rejects the arguments and says so.
            HasUnresolved = true;
            return null;
        }

        if (block is null || block.IsAbstract)
        {
            arguments.Reject(string.Empty, "it is abstract and no block by itself");
            return null;
        }

        BlockUse? use = isPassedOn
            ? BlockUse.PassedOn(block, arguments.Values("arguments"), outer, arguments)
            : BlockUse.Direct(attribute, outer, arguments);
        if (use is null || Body(block, use, found) is not { } body)
        {
            return null;
        }

        return new UsePart(site, $"{name}({use.Text})", alias, times, body);
    }

    private BlockBody? Body(INamedTypeSymbol block, BlockUse use, FindingList found)
    {
        if (!bodies.TryGetValue(block, out Dictionary<string, BlockBody>? known))
        {
            bodies.Add(block, known = new Dictionary<string, BlockBody>(StringComparer.Ordinal));
        }

        if (known.TryGetValue(use.Key, out BlockBody? body))
        {
            return body;
        }

        string name = LayerCatalog.LayerName(block.Name);
        int first = open.FindIndex(ancestor => SymbolEqualityComparer.Default.Equals(ancestor, block));
        if (first >= 0)
        {
            string circle = string.Join(" > ", open.Skip(first).Append(block).Select(static type => LayerCatalog.LayerName(type.Name)));
            found.Report(DiagnosticIds.BlockContainsItself, [], [name, circle]);
            return null;
        }

        if (++count > MostBodies)
        {
            found.Report(DiagnosticIds.TooLarge, [], [name, "blocks are used with too many different arguments", $"{MostBodies}"]);
            return null;
        }

        open.Add(block);
        body = Read(block, use.Parameters);
        open.RemoveAt(open.Count - 1);
        known.Add(use.Key, body);
        return body;
    }

    private BlockBody Read(INamedTypeSymbol block, BlockParameters parameters)
    {
        if (!attributes.TryGetValue(block, out NetworkAttributes declared))
        {
            attributes.Add(block, declared = NetworkAttributes.Of(block));
            HasUnresolved |= declared.HasUnresolved;
        }

        var body = new BlockBody(Kind(block));
        if (declared.Parts.IsEmpty)
        {
            body.Findings.Add(new Finding(DiagnosticIds.NoLayers, Site.Part(0), [block.Name, "block"], []));
        }
        else if (declared.CheckParts(block) is { } finding)
        {
            body.Findings.Add(finding);
        }

        return parts.Read(declared.Parts, parameters, body);
    }

    /// <summary>The class's name in lower case, as the start of a name: a letter first.</summary>
    private static string Kind(INamedTypeSymbol block)
    {
        string kind = LayerCatalog.LayerName(block.Name).TrimStart('_').ToLowerInvariant();
        return kind.Length > 0 && char.IsLetter(kind[0]) ? kind : "block" + kind;
    }
}
