namespace StaticNet;

/// <summary>Where a loss's gradient enters the backward pass.</summary>
public enum GradientEntry
{
    /// <summary>It is with respect to the network's output.</summary>
    Output,

    /// <summary>
    /// It is with respect to what enters the final softmax. Together with the cross-entropy that gradient is
    /// simply p - y, which neither divides by a small probability nor needs softmax's Jacobian. Only for networks that
    /// end in a softmax.
    /// </summary>
    BeforeSoftmax,
}
