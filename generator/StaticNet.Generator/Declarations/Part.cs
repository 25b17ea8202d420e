using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// One part of a declaration, by value. <see cref="Site"/> is the index of the attribute on the class that it stands in: its own, or
/// inside a block that of the outermost use.
/// </summary>
internal abstract record Part(int Site);

/// <summary>How a shortcut gets its sibling's shape: options B, A and C of the paper on residual networks.</summary>
internal enum Projection
{
    Convolution,
    ZeroPadded,
    Always,
}

/// <summary>
/// A layer on the value before it. <see cref="Name"/> is its path ("basicblock3.conv2"), <see cref="As"/> the name by which its output
/// is found within its scope, if it has one.
/// </summary>
internal sealed record LayerPart(int Site, Layer Layer, string Name, string? As) : Part(Site);

/// <summary>The start of a branch.</summary>
internal sealed record BranchPart(int Site) : Part(Site);

/// <summary>A branch that takes the shape of its siblings; its projection is named within <see cref="Name"/>.</summary>
internal sealed record ShortcutPart(int Site, string Name, Projection Projection) : Part(Site);

/// <summary>
/// Joins the open branches, or, where <see cref="Sources"/> names values, those and the value before it.
/// </summary>
internal sealed record JoinPart(int Site, Join Join, string Name, string? As, EquatableArray<string> Sources) : Part(Site);

/// <summary>Goes on from a named value.</summary>
internal sealed record FromPart(int Site, string Source) : Part(Site);

/// <summary>Makes a named value a further output, called <see cref="Name"/>.</summary>
internal sealed record OutputPart(int Site, string Source, string Name, float LossWeight, bool TrainingOnly) : Part(Site);

/// <summary>What follows, up to the matching end, is one use of a block. <see cref="Within"/> leads to it: "ResNet18 > BasicBlock(128, 2)".</summary>
internal sealed record BlockStartPart(int Site, string Within) : Part(Site);

/// <summary>The end of a use of a block, with the name of its output.</summary>
internal sealed record BlockEndPart(int Site, string? As) : Part(Site);
