namespace StaticNet;

/// <summary>
/// Declares a network with the layers and the weights of another one, over inputs of another spatial size. Every shape is checked again
/// for that size. The class is made from a network of the other, whose weights it uses.
/// </summary>
/// <typeparam name="TNetwork">The network whose layers these are, a class with <see cref="NetworkAttribute"/>.</typeparam>
/// <param name="shape">The shape of one input without the batch, channels first, with as many axes and channels as the other's.</param>
/// <example>
/// <code>
/// [Network&lt;ResNet18&gt;(3, 384, 384)]
/// public partial class LargeResNet18;
///
/// var large = new LargeResNet18(resNet18);
/// </code>
/// </example>
/// <remarks>
/// A dense layer behind a map has a weight for every position, so it keeps a network to its size, unless
/// <see cref="DenseAsConv"/> turns it into the convolution that it is. Assertions by <c>Shape</c> hold for the other's size and are not
/// repeated. A network of this kind predicts; it is trained at the size of the other.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute<TNetwork>(params int[] shape) : Attribute
    where TNetwork : class
{
    /// <summary>Channels, then the spatial sizes: (C, L), (C, H, W) or (C, D, H, W).</summary>
    public int[] Shape => shape;

    /// <summary>
    /// Whether a dense layer behind a map becomes the convolution with a kernel of the map's size at the other's input, and a dense layer
    /// behind that a 1x1 convolution: over a larger input the classifier slides and gives a map of classes. Default false.
    /// </summary>
    public bool DenseAsConv { get; set; }

    /// <summary>Which algorithms a prediction may use, whatever the other network may. Default <see cref="Precision.Fast"/>.</summary>
    public Precision Precision { get; set; } = Precision.Fast;

    /// <summary>How far the code of a prediction is written out. Default <see cref="Unroll.Tiles"/>.</summary>
    public Unroll Unroll { get; set; }
}
