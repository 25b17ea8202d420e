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

    /// <summary>How far the code of a prediction is written out. Default <see cref="Unroll.Tiles"/>.</summary>
    public Unroll Unroll { get; set; }

    /// <summary>
    /// What is subtracted from every value of a channel before the first layer, in prediction and in training: one number for each channel, or
    /// one for all, on the scale of the floats that the network is given. Bytes are divided by 255 first, so their scale is 0 to 1.
    /// </summary>
    /// <example><code>[Network(3, 224, 224, Mean = new[] { 0.485f, 0.456f, 0.406f }, Deviation = new[] { 0.229f, 0.224f, 0.225f })]</code></example>
    public float[] Mean { get; set; } = [];

    /// <summary>What every value is then divided by: one positive number for each channel, or one for all.</summary>
    public float[] Deviation { get; set; } = [];
}
