namespace StaticNet;

/// <summary>
/// The largest value of every channel over all its pixels: <c>[C, H, W]</c> becomes <c>[C]</c>. The gradient goes to the
/// first of equal pixels, row by row. Of a NaN and numbers the maximum may be either, as in a <see cref="MaxPoolAttribute"/>.
/// </summary>
public sealed class GlobalMaxPoolAttribute : LayerAttribute;
