namespace StaticNet;

/// <summary>
/// An assertion, checked when the project is built: the values that reach this place have this shape. It makes no code.
/// </summary>
/// <param name="shape">Channels first, without the batch: <c>[Shape(96, 55, 55)]</c>.</param>
public sealed class ShapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The expected shape.</summary>
    public int[] Shape => shape;
}
