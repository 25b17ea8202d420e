using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The parts of a class, a block for given arguments or the network itself, before uses of blocks are written out. Uses of a block with
/// the same arguments share one.
/// </summary>
/// <param name="kind">The block's kind, from which its uses are named: "basicblock".</param>
internal sealed class BlockBody(string kind)
{
    public string Kind => kind;

    /// <summary>Without names, and each at the index of its attribute on this class.</summary>
    public List<Part> Parts { get; } = [];

    public List<Finding> Findings { get; } = [];
}

/// <summary>A block in a list of parts, before it is written out; <see cref="Title"/> is the use as messages show it, "BasicBlock(128, 2)".</summary>
internal sealed record UsePart(int Site, string Title, string? As, int Times, BlockBody Body) : Part(Site);
