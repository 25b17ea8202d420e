namespace StaticNet;

/// <summary>
/// The same values under another shape, in channels, height, width order: <c>Dense(1568), Reshape(32, 7, 7)</c>.
/// </summary>
/// <param name="shape">Channels first, without the batch; as many values as there are.</param>
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The new shape.</summary>
    public int[] Shape => shape;
}
