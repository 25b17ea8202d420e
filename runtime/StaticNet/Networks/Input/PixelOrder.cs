namespace StaticNet;

/// <summary>In which order the values of a picture come, as bytes or as floats. Rows follow each other without gaps, and so do pictures.</summary>
public enum PixelOrder
{
    /// <summary>Channel after channel, <c>[N, C, H, W]</c>: the order in which networks are declared.</summary>
    Planar,

    /// <summary>
    /// Pixel after pixel, <c>[N, H, W, C]</c>, with the network's channels in each in their order: for three of them what image libraries call RGB or Rgb24, for one the same
    /// as <see cref="Planar"/>.
    /// </summary>
    Interleaved,

    /// <summary>Pixels of blue, green and red, for a network over red, green and blue.</summary>
    Bgr,

    /// <summary>Pixels of red, green, blue and an opacity that is not read, for a network over red, green and blue.</summary>
    Rgba,

    /// <summary>Pixels of blue, green, red and an opacity that is not read, for a network over red, green and blue.</summary>
    Bgra,
}
