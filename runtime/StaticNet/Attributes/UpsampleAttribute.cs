namespace StaticNet;

/// <summary>
/// Enlarges a map by a whole factor: <c>[C, H, W]</c> becomes <c>[C, scale * H, scale * W]</c>, as PyTorch's
/// <c>Upsample</c> with the same mode does.
/// </summary>
/// <param name="scale">The factor, at least 1, for all axes or <c>new[] { vertical, horizontal }</c>.</param>
public sealed class UpsampleAttribute(object scale) : LayerAttribute
{
    /// <summary>The factor as written.</summary>
    public object Scale => scale;

    /// <summary>An <see cref="UpsampleMode"/>: where the new pixels come from. Default: every pixel is repeated.</summary>
    public object? Mode { get; set; }

    /// <summary>
    /// Of <see cref="UpsampleMode.Bilinear"/>: whether the outermost pixels' centres stay at the corners instead of the
    /// outermost pixels' edges. Default false.
    /// </summary>
    public object AlignCorners { get; set; } = false;
}
