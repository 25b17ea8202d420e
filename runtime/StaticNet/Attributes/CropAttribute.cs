namespace StaticNet;

/// <summary>
/// Pixels cut off around a map: <c>[C, H, W]</c> becomes <c>[C, H - top - bottom, W - left - right]</c>. The inverse of
/// <see cref="PadAttribute"/>.
/// </summary>
/// <param name="border">
/// What is cut off, on all sides, <c>new[] { vertical, horizontal }</c> or <c>new[] { top, left, bottom, right }</c>; none
/// negative, and at least one pixel must remain.
/// </param>
public sealed class CropAttribute(object border) : LayerAttribute
{
    /// <summary>The border as written.</summary>
    public object Border => border;
}
