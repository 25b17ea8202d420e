namespace StaticNet;

/// <summary>
/// Starts a branch: what follows, up to the next branch or the join, reads the value that stood before the first branch. A
/// branch without layers is that value itself. <c>Add</c>, <c>Concat</c> or <c>Multiply</c> joins all branches begun since the last join.
/// </summary>
/// <example>
/// <code>
/// [Branch, Conv(64, 1), Relu]
/// [Branch, Conv(96, 1), Relu, Conv(128, 3, Padding = 1), Relu]
/// [Concat]
/// </code>
/// </example>
public sealed class BranchAttribute : PartAttribute;
