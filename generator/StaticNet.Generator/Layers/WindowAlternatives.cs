namespace StaticNet.Generator.Layers;

/// <summary>A setting that works, and the output size it gives.</summary>
internal sealed record Alternative(Diagnostics.Setting Setting, string Gives)
{
    public override string ToString() => $"{Setting} gives {Gives}";
}

/// <summary>
/// The settings nearest to the written ones that work. Each is found by laying the changed window over the input, never
/// by formula, so that what a message proposes holds.
/// </summary>
internal sealed class WindowAlternatives(Window window, WindowUse use, bool strideFollowsKernel, EquatableArray<int> input)
{
    /// <summary>
    /// How far from the written value the search goes; further off is no longer the nearest of anything.
    /// </summary>
    private const int Reach = 64;

    public IEnumerable<Alternative> For(Misfit misfit, int axis) => misfit switch
    {
        Misfit.BadStride => Some(Stride()),
        Misfit.BadDilation => Some(Dilation()),
        Misfit.NegativePadding or Misfit.PaddingAboveHalf => Some(Padding(axis)),
        Misfit.WindowInPadding => Some(Padding(axis), Dilation()),
        Misfit.LargerThanInput or Misfit.Empty => Some(Padding(axis), Kernel()),
        Misfit.None => Some(Padding(axis)),
        Misfit.NotWhole => Some(Padding(axis) ?? Stride(), WithFit(Fit.Crop), WithFit(Fit.Pad)),
        _ => [],
    };

    /// <summary>The nearest padding or stride with exactly this output, for an assertion that asks for it.</summary>
    public Alternative? Reaching(EquatableArray<int> output)
    {
        bool Gives(Alternative? alternative) => alternative?.Gives == WindowText.Output(output);
        return Around(window.PaddingBefore[0])
                .Select(padding => Check("Padding", Padded(window.Kernel.Select(_ => padding)), [padding]))
                .FirstOrDefault(Gives)
            ?? Around(window.Stride[0])
                .Where(static stride => stride >= 1)
                .Select(stride => Check("Stride", window with { Stride = Everywhere(stride) }, [stride]))
                .FirstOrDefault(Gives);
    }

    /// <summary>The padding nearest to the written one: the same on all sides if that works, else by axis.</summary>
    private Alternative? Padding(int axis)
    {
        foreach (int padding in Around(PlausiblePadding(axis)))
        {
            if (Check("Padding", Padded(window.Kernel.Select(_ => padding)), [padding]) is { } uniform)
            {
                return uniform;
            }
        }

        int[] paddings = [.. window.PaddingBefore];
        for (int i = 0; i < paddings.Length; i++)
        {
            int nearest = Around(PlausiblePadding(axis: i)).Where(padding => FitsAlone(i, padding)).DefaultIfEmpty(-1).First();
            if (nearest < 0)
            {
                return null;
            }

            paddings[i] = nearest;
        }

        return Check("Padding", Padded(paddings), paddings);
    }

    /// <summary>
    /// The written padding, moved to the nearest that covers the window and is not more than a pool may have.
    /// </summary>
    private int PlausiblePadding(int axis)
    {
        long extent = window.Extent(axis);
        long padding = Math.Max(window.PaddingBefore[axis], (extent - input[axis] + 1) / 2);
        return (int)Math.Min(Math.Min(padding, use == WindowUse.Pool ? extent / 2 : extent - 1), int.MaxValue);
    }

    private Alternative? Stride()
    {
        foreach (int stride in Around(window.Stride.Min()).Where(static stride => stride >= 1))
        {
            if (Check("Stride", window with { Stride = Everywhere(stride) }, [stride]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Alternative? Dilation()
    {
        foreach (int dilation in Around(window.Dilation.Min()).Where(static dilation => dilation >= 1))
        {
            if (Check("Dilation", window with { Dilation = Everywhere(dilation) }, [dilation]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The largest kernel up to the written one.</summary>
    private Alternative? Kernel()
    {
        int[] kernel = new int[window.Kernel.Count];
        for (int i = 0; i < kernel.Length; i++)
        {
            // Beyond this size the window cannot fit; start the search there. Another axis than the one at fault may be wrong altogether.
            long padded = input[i] + (long)window.PaddingBefore[i] + window.PaddingAfter[i];
            if (padded < 1 || window.Dilation[i] < 1)
            {
                return null;
            }

            long most = Math.Min(window.Kernel[i], ((padded - 1) / window.Dilation[i]) + 1);
            int axis = i;
            kernel[i] = Enumerable.Range(0, (int)Math.Min(most, Reach))
                .Select(step => (int)most - step)
                .FirstOrDefault(size => Fits(WithKernel(Enumerable.Repeat(size, 1)), axis));
            if (kernel[i] == 0)
            {
                return null;
            }
        }

        WindowFit fit = WindowRule.Fit(WithKernel(kernel), use, input);
        return fit.Misfit == Misfit.None
            ? new Alternative(
                new Diagnostics.Setting("kernel", kernel.Distinct().Count() == 1 ? $"{kernel[0]}" : string.Join(", ", kernel)),
                WindowText.Output(fit.Output))
            : null;
    }

    private Alternative? WithFit(Fit fit)
    {
        WindowFit result = WindowRule.Fit(window with { Fit = fit }, use, input);
        return result.Misfit == Misfit.None
            ? new Alternative(new Diagnostics.Setting("Fit", $"Fit.{fit}"), WindowText.Output(result.Output))
            : null;
    }

    private Window WithKernel(IEnumerable<int> kernel)
    {
        EquatableArray<int> sizes = [.. kernel];
        return window with { Kernel = sizes, Stride = strideFollowsKernel ? sizes : window.Stride };
    }

    private Window Padded(IEnumerable<int> paddings)
    {
        EquatableArray<int> sides = [.. paddings];
        return window with { PaddingBefore = sides, PaddingAfter = sides };
    }

    private bool FitsAlone(int axis, int padding) => Fits(Padded(Enumerable.Repeat(padding, 1)), axis);

    /// <summary>
    /// Whether one axis fits, taken by itself; lists of one entry in the candidate stand for that axis.
    /// </summary>
    private bool Fits(Window candidate, int axis)
    {
        EquatableArray<int> Of(EquatableArray<int> values) => values.Count == 1 ? values : [values[axis]];
        Window alone = new(
            Of(candidate.Kernel),
            Of(candidate.Stride),
            Of(candidate.Dilation),
            Of(candidate.PaddingBefore),
            Of(candidate.PaddingAfter),
            candidate.Fit);
        return WindowRule.Fit(alone, use, [input[axis]]).Misfit == Misfit.None && !PadsByItsSize(alone);
    }

    private Alternative? Check(string argument, Window candidate, IReadOnlyList<int> written)
    {
        WindowFit fit = WindowRule.Fit(candidate, use, input);
        return fit.Misfit == Misfit.None && !PadsByItsSize(candidate)
            ? new Alternative(new Diagnostics.Setting(argument, WindowText.Setting(written)), WindowText.Output(fit.Output))
            : null;
    }

    /// <summary>Padding by the window's own size or more would only trade the error for a warning.</summary>
    private static bool PadsByItsSize(Window candidate) =>
        Enumerable.Range(0, candidate.Kernel.Count).Any(axis => candidate.PaddingBefore[axis] >= candidate.Extent(axis));

    private EquatableArray<int> Everywhere(int value) => [.. window.Kernel.Select(_ => value)];

    /// <summary>Values from near to far, the smaller one first; none below 0.</summary>
    private static IEnumerable<int> Around(int value)
    {
        int start = Math.Max(value, 0);
        yield return start;
        for (int distance = 1; distance <= Reach; distance++)
        {
            if (start - distance >= 0)
            {
                yield return start - distance;
            }

            if (start <= int.MaxValue - distance)
            {
                yield return start + distance;
            }
        }
    }

    private static IEnumerable<Alternative> Some(params Alternative?[] found) => found.OfType<Alternative>();
}
