namespace StaticNet;

/// <summary>How an <see cref="UpsampleAttribute"/> makes pixels between those that it has.</summary>
public enum UpsampleMode
{
    /// <summary>Every pixel is repeated: output o is input floor(o / scale).</summary>
    Nearest,

    /// <summary>
    /// A weighted mean of the two nearest inputs along each axis, four in all. Output o lies at (o + 0.5) / scale - 0.5 of
    /// the input, at 0 where that is less, or with <see cref="UpsampleAttribute.AlignCorners"/> at
    /// o * (inputs - 1) / (outputs - 1).
    /// </summary>
    Bilinear,
}
