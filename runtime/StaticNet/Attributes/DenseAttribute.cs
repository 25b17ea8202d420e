namespace StaticNet;

/// <summary>
/// Fully connected layer: <c>units</c> weighted sums of all inputs. A picture is flattened first, channel by channel
/// and row by row. Weights are <c>[units, inputs]</c>.
/// </summary>
/// <param name="units">Number of outputs.</param>
public sealed class DenseAttribute(object units) : LayerAttribute
{
    /// <summary>Number of outputs.</summary>
    public object Units => units;

    /// <summary>Whether every unit adds a bias. Default true.</summary>
    public object Bias { get; set; } = true;
}
