using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Whose window it is: a pool's padding is never a value, so less of it makes sense.</summary>
internal enum WindowUse
{
    Convolution,
    Pool,
}

/// <summary>Why a window does not go with its input.</summary>
internal enum Misfit
{
    None,
    BadStride,
    BadDilation,
    NegativePadding,
    PaddingAboveHalf,

    /// <summary>All taps of some window of a dilated pool lie in the padding.</summary>
    WindowInPadding,
    LargerThanInput,
    NotWhole,
    Empty,
    Overflow,
}

/// <summary>
/// A window laid over an input: the window with its paddings settled and the output's spatial sizes, or what is wrong
/// and on which axis.
/// </summary>
internal sealed record WindowFit(Misfit Misfit, int Axis, Window Window, EquatableArray<int> Output);

/// <summary>
/// The size rule of every sliding window: (W-F+2P)/S+1 with F = D(kernel-1)+1 positions under the window.
/// </summary>
internal static class WindowRule
{
    public static WindowFit Fit(Window window, WindowUse use, EquatableArray<int> input)
    {
        window = window.Over(input);
        int[] output = new int[input.Count];
        int[] after = new int[input.Count];
        int[] overhang = new int[input.Count];
        for (int axis = 0; axis < input.Count; axis++)
        {
            Misfit misfit = FitAxis(window, use, axis, input[axis], out long windows, out long missing);
            if (misfit == Misfit.None && (windows > int.MaxValue || window.PaddingAfter[axis] + missing > int.MaxValue))
            {
                misfit = Misfit.Overflow;
            }

            if (misfit != Misfit.None)
            {
                return new WindowFit(misfit, axis, window, []);
            }

            output[axis] = (int)windows;
            overhang[axis] = (int)missing;
            after[axis] = (int)(window.PaddingAfter[axis] + missing);
        }

        return new WindowFit(Misfit.None, -1, window with { PaddingAfter = [.. after], Overhang = [.. overhang] }, [.. output]);
    }

    /// <summary>
    /// The number of windows along one axis, and how far the last one reaches beyond the written padding.
    /// </summary>
    private static Misfit FitAxis(Window window, WindowUse use, int axis, int size, out long windows, out long missing)
    {
        windows = 0;
        missing = 0;
        if (window.Stride[axis] < 1)
        {
            return Misfit.BadStride;
        }

        if (window.Dilation[axis] < 1)
        {
            return Misfit.BadDilation;
        }

        long before = window.PaddingBefore[axis];
        long after = window.PaddingAfter[axis];
        if (before < 0 || after < 0)
        {
            return Misfit.NegativePadding;
        }

        long extent = window.Extent(axis);
        if (use == WindowUse.Pool && 2 * Math.Max(before, after) > extent)
        {
            return Misfit.PaddingAboveHalf;
        }

        long stride = window.Stride[axis];
        long room = size + before + after - extent;
        if (room < 0)
        {
            // Pad may fill up what a stride leaves over, and no more than that.
            if (window.Fit != Layers.Fit.Pad)
            {
                return Misfit.LargerThanInput;
            }

            windows = 1;
            missing = -room;
            return missing < stride ? Misfit.None : Misfit.Empty;
        }

        windows = (room / stride) + 1;
        if (room % stride != 0 && window.Fit == Layers.Fit.Exact)
        {
            return Misfit.NotWhole;
        }

        // A pool's last window that would begin behind the input's last value has nothing to pool and is dropped.
        if (room % stride != 0 && window.Fit == Layers.Fit.Pad && (use == WindowUse.Convolution || windows * stride < size + before))
        {
            missing = stride - (room % stride);
            windows++;
        }

        return use == WindowUse.Pool && InPadding(window, axis, size, windows) is not null ? Misfit.WindowInPadding : Misfit.None;
    }

    /// <summary>
    /// Where the first window begins of which every tap lies in the padding, or null when there is none. With at most half the window as
    /// padding that takes a dilation wider than the input: the taps step over all of it.
    /// </summary>
    public static long? InPadding(Window window, int axis, int size, long windows = long.MaxValue)
    {
        int dilation = window.Dilation[axis];
        if (size >= dilation)
        {
            return null;
        }

        // A window that begins inside has its first tap there; one that begins before reaches beyond 0, so what counts is its
        // first tap from 0 on.
        long begin = -(long)window.PaddingBefore[axis];
        for (long i = 0; i < windows && begin < 0; i++, begin += window.Stride[axis])
        {
            if ((dilation + (begin % dilation)) % dilation >= size)
            {
                return begin;
            }
        }

        return null;
    }
}
