using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Lays a layer's window over its input and says what is wrong with it, with the numbers and what would work.
/// </summary>
internal static class WindowFindings
{
    public static WindowFit? Apply(
        string layer, Window window, WindowUse use, bool strideFollowsKernel, Shape input, FindingList findings)
    {
        if (input.Rank == 0)
        {
            findings.Report(
                DiagnosticIds.WrongInput,
                [],
                [layer, "a map", input.ToString(), "a window slides over positions, and a vector has none"]);
            return null;
        }

        string name = $"{layer} {window.KernelText}";
        WindowFit fit = WindowRule.Fit(window, use, input.Spatial);
        if (fit.Misfit != Misfit.None)
        {
            Alternative[] alternatives =
                [.. new WindowAlternatives(window, use, strideFollowsKernel, input.Spatial).For(fit.Misfit, fit.Axis)];
            Report(name, window, input.Spatial, fit, alternatives, findings);
            return null;
        }

        WarnOfPaddingOnly(name, window, use, input.Spatial, findings);
        return fit;
    }

    private static void Report(
        string name, Window window, EquatableArray<int> input, WindowFit fit, Alternative[] alternatives, FindingList findings)
    {
        int axis = fit.Axis;
        string works = Works(alternatives);
        EquatableArray<Setting> settings = Settings(alternatives);
        switch (fit.Misfit)
        {
            case Misfit.BadStride:
                findings.Report(
                    DiagnosticIds.BadStep,
                    [Written(window.Stride, "Stride", axis)],
                    [name, "Stride", $"{window.Stride[axis]}", works],
                    settings);
                break;
            case Misfit.BadDilation:
                findings.Report(
                    DiagnosticIds.BadStep,
                    [Written(window.Dilation, "Dilation", axis)],
                    [name, "Dilation", $"{window.Dilation[axis]}", works],
                    settings);
                break;
            case Misfit.NegativePadding:
                int negative = Math.Min(window.PaddingBefore[axis], window.PaddingAfter[axis]);
                findings.Report(
                    DiagnosticIds.BadPadding, ["Padding"], [name, $"Padding = {negative} is negative", works], settings);
                break;
            case Misfit.PaddingAboveHalf:
                int padding = Math.Max(window.PaddingBefore[axis], window.PaddingAfter[axis]);
                string half = Sizes.Quotient(window.Extent(axis), 2);
                findings.Report(
                    DiagnosticIds.BadPadding,
                    ["Padding"],
                    [name, $"Padding = {padding} is more than half the window, {window.Extent(axis)}/2 = {half}", works],
                    settings);
                break;
            case Misfit.WindowInPadding:
                long begin = WindowRule.InPadding(fit.Window, axis, input[axis])!.Value;
                IEnumerable<long> taps = Enumerable.Range(0, Math.Min(window.Kernel[axis], 3)).Select(tap => begin + ((long)tap * window.Dilation[axis]));
                findings.Report(
                    DiagnosticIds.WindowInPadding,
                    ["Dilation", "Padding"],
                    [name, $"{string.Join(", ", taps)}{(window.Kernel[axis] > 3 ? ", ..." : "")}", $"0 to {input[axis] - 1}", works],
                    settings);
                break;
            case Misfit.LargerThanInput:
                findings.Report(
                    DiagnosticIds.WindowTooLarge,
                    ["kernel", axis == 0 ? "kernelHeight" : "kernelWidth"],
                    [name, WindowText.Comparison(window, input, axis), works],
                    settings);
                break;
            case Misfit.NotWhole:
                findings.Report(
                    DiagnosticIds.WindowDoesNotFit,
                    ["Padding", "Stride", "kernel", axis == 0 ? "kernelHeight" : "kernelWidth"],
                    [name, WindowText.Formula(window, input, axis), works],
                    settings);
                break;
            case Misfit.Empty:
                findings.Report(
                    DiagnosticIds.EmptyOutput,
                    ["kernel", axis == 0 ? "kernelHeight" : "kernelWidth"],
                    [name, WindowText.Formula(window, input, axis) + " leaves no window, padded or not", works],
                    settings);
                break;
            case Misfit.Overflow:
                findings.Report(
                    DiagnosticIds.TooLarge,
                    ["Padding"],
                    [name, $"along one axis it has {WindowText.Formula(window, input, axis)} positions", $"{int.MaxValue}"]);
                break;
        }
    }

    /// <summary>
    /// The outermost windows of a convolution that see nothing of the input; a pool's padding is an error before that.
    /// </summary>
    private static void WarnOfPaddingOnly(
        string name, Window window, WindowUse use, EquatableArray<int> input, FindingList findings)
    {
        for (int axis = 0; use == WindowUse.Convolution && axis < window.Kernel.Count; axis++)
        {
            int padding = Math.Max(window.PaddingBefore[axis], window.PaddingAfter[axis]);
            long extent = window.Extent(axis);
            if (padding >= extent)
            {
                Alternative[] alternatives = [.. new WindowAlternatives(window, use, false, input).For(Misfit.None, axis)];
                findings.Report(
                    DiagnosticIds.PaddingOnly,
                    ["Padding"],
                    [name, $"{padding}", $"{extent}", Works(alternatives)],
                    Settings(alternatives));
                return;
            }
        }
    }

    private static string Works(Alternative[] alternatives) =>
        alternatives.Length == 0 ? string.Empty : $" {string.Join("; ", (object[])alternatives)}.";

    private static EquatableArray<Setting> Settings(Alternative[] alternatives) =>
        [.. alternatives.Select(static alternative => alternative.Setting)];

    /// <summary>One entry of a list where the axes differ, else the argument.</summary>
    private static ArgumentReference Written(EquatableArray<int> values, string name, int axis) =>
        values.Distinct().Count() == 1 ? name : new ArgumentReference(name, axis);
}
