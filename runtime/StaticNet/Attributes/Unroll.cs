namespace StaticNet;

/// <summary>How far the generated code of a prediction is written out.</summary>
public enum Unroll
{
    /// <summary>
    /// Register tiles and filter taps are written out; loops over channels and rows remain, with constant trip counts. Layers of the same
    /// shape share their code. For networks of any size.
    /// </summary>
    Tiles,

    /// <summary>
    /// Everything: a prediction has no loop and no branch, and every index in it is a number. The results are the same, bit for bit.
    /// </summary>
    /// <remarks>
    /// <para>
    /// It pays for the smallest networks, whose loops turn so seldom that leaving them costs as much as what they do. Each operation on a vector
    /// is a statement of its own, so the program, the time to build it and that of the first prediction grow with the network; and code that
    /// the instruction cache does not hold is read from memory for every picture. At most 500,000 operations are taken: a larger network is
    /// the error SN0124.
    /// </para>
    /// <para>
    /// One picture is predicted by one thread; several threads take whole pictures. Training keeps its loops, and so does the form for processors
    /// without vectors: both run everywhere, but nobody chooses them to save a microsecond. What prepares the weights, once after they have
    /// changed, keeps them too. Where a function of a single float is taken, such as the exponentials of a softmax's last values, the library's code
    /// compares it with the ends of its range.
    /// </para>
    /// </remarks>
    Full,
}
