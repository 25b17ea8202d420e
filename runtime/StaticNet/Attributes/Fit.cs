namespace StaticNet;

/// <summary>
/// What happens when the windows of a convolution or pool do not fill the padded input, that is when
/// (W - F + 2P) / S + 1 is not a whole number.
/// </summary>
public enum Fit
{
    /// <summary>A build error that names the settings which fit.</summary>
    Exact,

    /// <summary>What is left over at the end is dropped: the output size is rounded down.</summary>
    Crop,

    /// <summary>The input is padded further at its end: the output size is rounded up.</summary>
    Pad,
}
