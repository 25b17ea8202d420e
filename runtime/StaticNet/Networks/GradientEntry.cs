namespace StaticNet;

/// <summary>Where a loss's gradient enters the backward pass, the same for all outputs.</summary>
public enum GradientEntry
{
    /// <summary>It is with respect to the network's outputs.</summary>
    Output,

    /// <summary>
    /// It is with respect to what enters the final softmax, for every output that ends in one
    /// (<see cref="NetworkOutput.EndsInSoftmax"/>), and with respect to the output itself for any other. Together with the
    /// cross-entropy that gradient is simply p - y, which neither divides by a small probability nor needs softmax's
    /// Jacobian.
    /// </summary>
    BeforeSoftmax,
}
