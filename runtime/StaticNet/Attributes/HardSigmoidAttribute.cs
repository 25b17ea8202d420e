namespace StaticNet;

/// <summary>
/// A logistic function of three straight lines, min(max(slope * x + 1/2, 0), 1), element by element.
/// </summary>
/// <param name="slope">
/// Slope of the line in the middle: 1/6 as in PyTorch and MobileNetV3 by default; 0.2 is the default of ONNX.
/// </param>
public sealed class HardSigmoidAttribute(double slope = 1.0 / 6) : LayerAttribute
{
    /// <summary>Slope of the line in the middle.</summary>
    public double Slope => slope;
}
