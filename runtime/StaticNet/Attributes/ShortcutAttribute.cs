namespace StaticNet;

/// <summary>
/// A branch around the others, as in residual networks (He et al., "Deep Residual Learning for Image Recognition", 2015): the
/// value that stood before the first branch, made to have the shape that its sibling branches end in. Where it has that shape it is
/// the value itself, else it is projected to the channels C by <c>Conv(C, 1, Stride = s, Fit = Fit.Crop, Bias = false), BatchNorm</c>,
/// or as <see cref="Projection"/> says, with s = ceil(Win / Wout) along each axis; a size that no such s gives is a build error. No
/// layers follow it within its branch.
/// </summary>
/// <example>
/// <code>
/// [Branch, Conv(64, 3, Padding = 1, Bias = false), BatchNorm, Relu, Conv(64, 3, Padding = 1, Bias = false), BatchNorm]
/// [Shortcut]
/// [Add, Relu]
/// </code>
/// </example>
public sealed class ShortcutAttribute : PartAttribute
{
    /// <summary>A <see cref="StaticNet.Projection"/>: how the value gets its sibling's shape. Default: by a convolution where the shapes differ.</summary>
    public object? Projection { get; set; }
}
