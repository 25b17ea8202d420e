namespace StaticNet;

/// <summary>
/// Leaky rectifier whose slope is learned: x where x is positive, slope * x elsewhere. He et al.,
/// <see href="https://arxiv.org/abs/1502.01852">Delving Deep into Rectifiers</see> (2015). The parameter <c>weight</c>
/// is <c>[C]</c>, a slope for each channel of a map or each value of a vector, or <c>[1]</c> where it is
/// <see cref="Shared"/>; as all weights it takes part in weight decay, which draws it to 0.
/// </summary>
/// <param name="initial">The slope before training.</param>
public sealed class PReluAttribute(double initial = 0.25) : LayerAttribute
{
    /// <summary>The slope before training.</summary>
    public double Initial => initial;

    /// <summary>Whether all channels share one slope. Default false.</summary>
    public object Shared { get; set; } = false;
}
