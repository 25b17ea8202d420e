namespace StaticNet;

/// <summary>Which algorithms prediction and training may use, all of them in single precision.</summary>
public enum Precision
{
    /// <summary>
    /// The fastest for each layer. A convolution of 3x3 or 5x5 with stride 1 may be computed by Winograd's minimal filtering, F(2x2, 3x3), F(4x4, 3x3), F(4x2, 3x3) or F(2x2, 5x5),
    /// with 2.25, 4, 3 or 2.78 times fewer multiplications; one of 3x3 with stride 2 in a prediction by F(2x2, 3x3) over the phases of the input, with 1.44 times fewer. Against exact
    /// arithmetic, on normally distributed inputs and weights, and relative to the root mean square of the output, the error of F(2x2, 3x3) is at most 1e-6 (root mean square) and
    /// 1e-5 (greatest), as that of plain sums over as many channels; with stride 2, whose sums are up to four times as long, at most 1.5e-6 and 1.5e-5; that of the others at most 3e-6 and 4e-5.
    /// One of few channels may take F(2, 3), F(4, 3) or F(2, 5) over its rows alone in a prediction, with 1.5, 2 or 1.67 times fewer multiplications and an error of at most 1e-6 and 1e-5, or
    /// for the latter two 1.5e-6 and 2e-5.
    /// Training takes F(2x2, 3x3) and F(4x4, 3x3) for the forward pass and for both gradients.
    /// </summary>
    Fast,

    /// <summary>
    /// Sums of products alone, in the order of the taps and channels: every output has the error of a dot product.
    /// </summary>
    Strict,
}
