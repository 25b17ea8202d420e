namespace StaticNet;

/// <summary>
/// A use of a block inside another block, whose parameters it may pass on: <c>[BasicBlock(nameof(filters))]</c> does not compile where
/// an <c>int</c> is wanted, <c>[Use&lt;BasicBlockAttribute&gt;(nameof(filters))]</c> does.
/// </summary>
/// <typeparam name="TBlock">The block.</typeparam>
/// <param name="arguments">
/// The arguments of its constructor: constants, and inside a block the <c>nameof</c> of a parameter or an expression over them.
/// Optional ones may be left out. They are checked when the project is built.
/// </param>
/// <example>
/// <code>
/// [Use&lt;BasicBlockAttribute&gt;(nameof(filters), nameof(stride))]
/// [Use&lt;BasicBlockAttribute&gt;(nameof(filters), Repeat = $"{nameof(blocks)}-1")]
/// public sealed class StageAttribute(int filters, int stride, int blocks) : BlockAttribute;
/// </code>
/// </example>
public sealed class UseAttribute<TBlock>(params object?[] arguments) : BlockAttribute
    where TBlock : BlockAttribute
{
    /// <summary>The arguments of the block's constructor.</summary>
    public IReadOnlyList<object?> Arguments => arguments;
}
