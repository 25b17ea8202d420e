namespace StaticNet;

/// <summary>
/// Declares a convolutional network on a partial class. The layer attributes that follow are its layers, in the order
/// in which they are written; the generator checks every shape and writes the network's code into the class.
/// </summary>
/// <param name="shape">
/// The shape of one input without the batch, channels first: <c>[Network(1, 28, 28)]</c> is one channel of 28 rows and
/// 28 columns.
/// </param>
/// <example>
/// <code>
/// [Network(1, 28, 28)]
/// [Conv(6, 5, Padding = 2), Relu, MaxPool(2)]
/// [Conv(16, 5), Relu, MaxPool(2)]
/// [Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
/// public partial class LeNet5;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute(params int[] shape) : Attribute
{
    /// <summary>Channels, then the spatial sizes: (C, L), (C, H, W) or (C, D, H, W).</summary>
    public int[] Shape => shape;

    /// <summary>
    /// Whether the network can be trained. With <c>false</c> the class has no code for that, is smaller and builds faster: it is an
    /// <see cref="IPredictor"/> but no <see cref="INetwork"/>. Its weights are the same and come from a file. Default true.
    /// </summary>
    public bool Training { get; set; } = true;

    /// <summary>
    /// Which algorithms a prediction may use. <see cref="Precision.Strict"/> keeps to plain sums where Winograd's would be faster. Training always does. Default
    /// <see cref="Precision.Fast"/>.
    /// </summary>
    public Precision Precision { get; set; } = Precision.Fast;
}
