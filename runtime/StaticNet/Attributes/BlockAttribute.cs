namespace StaticNet;

/// <summary>
/// A block of layers, to be used like a layer. A block is an attribute class of your own, derived from this one, with the layers as
/// attributes on it; the parameters of its primary constructor are the block's, and a size within it is a number, the
/// <c>nameof</c> of a parameter, or an expression over them in <c>+ - * /</c> and parentheses. An option that is a flag or a choice
/// takes a constant or the <c>nameof</c> of a parameter of its type: <c>Bias = nameof(bias)</c>.
/// </summary>
/// <example>
/// <code>
/// [Branch, Conv(nameof(filters), 1, Bias = false), BatchNorm, Relu,
///          Conv(nameof(filters), 3, Stride = nameof(stride), Padding = 1, Fit = Fit.Crop, Bias = false), BatchNorm, Relu,
///          Conv($"4*{nameof(filters)}", 1, Bias = false), BatchNorm]
/// [Shortcut]
/// [Add, Relu]
/// public sealed class BottleneckAttribute(int filters, int stride = 1) : BlockAttribute;
///
/// [Network(3, 32, 32), Conv(16, 3, Padding = 1), Bottleneck(16, Repeat = 2), Bottleneck(32, 2), GlobalAvgPool, Dense(10), Softmax]
/// public partial class SmallResNet;
/// </code>
/// </example>
/// <remarks>
/// Names are local to one use of a block, and what its branches begin is joined within it. Its layers are named behind the use:
/// <c>bottleneck2.conv1.weight</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class BlockAttribute : PartAttribute
{
    /// <summary>
    /// A name for the use's output, by which <c>From</c>, <c>Add</c>, <c>Concat</c>, <c>Multiply</c> and <c>Output</c> find it; it also
    /// stands in place of the block's kind and ordinal (<c>bottleneck2</c>) before the names of the layers within. Of a repeated
    /// use the last output is named, and the ordinals of the repetitions follow it.
    /// </summary>
    public string? As { get; set; }

    /// <summary>How many times the use is written, with the same arguments, one behind the other. Default 1.</summary>
    public object? Repeat { get; set; }
}
