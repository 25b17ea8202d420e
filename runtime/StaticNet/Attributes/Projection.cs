namespace StaticNet;

/// <summary>
/// How a shortcut gets its sibling's shape: the three options of He et al., "Deep Residual Learning for Image Recognition" (2015).
/// </summary>
public enum Projection
{
    /// <summary>
    /// Option B: where the shapes differ, <c>Conv(C, 1, Stride = s, Fit = Fit.Crop, Bias = false), BatchNorm</c>; else the identity.
    /// </summary>
    Convolution,

    /// <summary>
    /// Option A, without parameters: where the shapes differ, every s-th position is taken and zeros stand for the further
    /// channels; else the identity.
    /// </summary>
    ZeroPadded,

    /// <summary>Option C: the convolution of option B also where the shapes are equal.</summary>
    Always,
}
