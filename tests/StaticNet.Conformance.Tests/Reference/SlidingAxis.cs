namespace StaticNet.Conformance.Tests.Reference;

/// <summary>What happens to positions that a stride leaves over: the lectures' three remedies.</summary>
internal enum Remainder
{
    /// <summary>There are none; anything else is an error.</summary>
    Exact,

    /// <summary>They are dropped.</summary>
    Crop,

    /// <summary>One more window, which reaches beyond the padding.</summary>
    Pad,
}

/// <summary>
/// A window sliding along one axis. <see cref="Count"/> is found by laying windows down one after the other, not by the size
/// formula, so that the two can be wrong in different ways only.
/// </summary>
internal sealed record SlidingAxis(int Size, int Kernel, int Stride, int Dilation, int Before, int After, int Count)
{
    /// <summary>Positions from the first tap of a window to its last.</summary>
    public static int Extent(int kernel, int dilation) => (dilation * (kernel - 1)) + 1;

    public static SlidingAxis Lay(
        int size, int kernel, int stride, int dilation, int before, int after, Remainder remainder, bool isPool)
    {
        int extent = Extent(kernel, dilation);
        int padded = before + size + after;
        int count = 0;
        int covered = 0;
        for (int start = 0; start + extent <= padded; start += stride)
        {
            count++;
            covered = start + extent;
        }

        if (covered != padded)
        {
            switch (remainder)
            {
                case Remainder.Exact:
                    throw new ArgumentException($"A window of {extent} at stride {stride} leaves {padded - covered} of {padded} positions over.");

                // It fills up what a stride leaves over and no more; and a pool's window that begins behind the last value has nothing to pool.
                case Remainder.Pad when (count * stride) + extent - padded < stride && (!isPool || count * stride < before + size):
                    count++;
                    break;
            }
        }

        if (count == 0)
        {
            throw new ArgumentException($"A window of {extent} is larger than {padded} positions.");
        }

        var axis = new SlidingAxis(size, kernel, stride, dilation, before, after, count);
        return isPool && Enumerable.Range(0, count).Any(window => !Enumerable.Range(0, kernel).Any(tap => axis.IsValue(axis.Position(window, tap))))
            ? throw new ArgumentException("A window of a pool lies wholly in the padding.")
            : axis;
    }

    /// <summary>The input position under a window's tap; outside 0..Size-1 it is padding.</summary>
    public int Position(int window, int tap) => (window * Stride) - Before + (tap * Dilation);

    public bool IsValue(int position) => position >= 0 && position < Size;

    /// <summary>True for values and for padding that was asked for, false for what Pad reaches beyond it.</summary>
    public bool IsValueOrPadding(int position) => position >= -Before && position < Size + After;
}
