using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Transposed convolution, [in, out/groups, kh, kw]: the data gradient of the convolution that has this window, from as many output
/// channels as this layer has input channels. The window's paddings are what that convolution pads and this one cuts off.
/// </summary>
internal sealed partial record ConvTranspose(int Filters, Window Window, EquatableArray<int> OutputPadding, int Groups, bool Bias) : Layer
{
    public override string Kind => "convtranspose";

    public override EquatableArray<string> Parameters => Bias ? ["weight", "bias"] : ["weight"];

    private string Name => $"{Title} {Window.KernelText}";

    public static ConvTranspose Read(LayerArguments arguments)
    {
        int filters = arguments.Size("filters", least: 1, fallback: 1);
        EquatableArray<int> kernel = arguments.Kernel();
        EquatableArray<int> ones = [.. kernel.Select(static _ => 1)];
        EquatableArray<int> zeros = [.. kernel.Select(static _ => 0)];
        (EquatableArray<int> before, EquatableArray<int> after) = arguments.Padding("Padding");
        if (before.Contains(Window.Same) || after.Contains(Window.Same))
        {
            arguments.Reject("Padding", "Padding must be numbers; Pad.Same keeps the size of what a convolution reads, and this layer enlarges it");
            before = after = zeros;
        }

        var window = new Window(kernel, arguments.PerAxis("Stride", ones), arguments.PerAxis("Dilation", ones), before, after, Fit.Exact);
        return new ConvTranspose(
            filters, window, arguments.PerAxis("OutputPadding", zeros, least: 0), arguments.Size("Groups", int.MinValue, 1),
            arguments.Flag("Bias", true));
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (input.Rank == 0)
        {
            findings.Report(
                DiagnosticIds.WrongInput, [], [Title, "a map", input.ToString(), "it lays a window around positions, and a vector has none"]);
            return null;
        }

        if (!TryOutput(input.Spatial, findings, out EquatableArray<int> spatial)
            || !GroupRule.Divides(Title, Groups, input.Channels, Filters, findings))
        {
            return null;
        }

        long? taps = Sizes.Product([Filters / Groups, .. Window.Kernel]);
        long? weights = Sizes.Product(taps, input.Channels);
        return new Placement(this, new Shape(Filters, spatial))
        {
            Parameters = Sizes.Sum(weights, Bias ? Filters : 0),
            PackedParameters = Sizes.Sum(Sizes.Blocks(Filters), Sizes.Product(
                Sizes.Product([Groups, .. Window.Kernel]),
                Sizes.Product(Sizes.Blocks(input.Channels / Groups), Sizes.Blocks(Filters / Groups)))),
            MultiplyAdds = Sizes.Product(weights, Sizes.Product(input.Spatial)),
            Enlargement = Window.Stride,
            Sees = [.. Enumerable.Range(0, input.Rank).Select(axis => (int)Math.Min(int.MaxValue, ((Window.Extent(axis) - 1) / Window.Stride[axis]) + 1))],
        };
    }

    /// <summary>(W-1)S - 2P + D(F-1) + OutputPadding + 1 positions.</summary>
    private static long Positions(int size, int stride, long padding, long extent, int outputPadding) =>
        ((long)(size - 1) * stride) - padding + extent + outputPadding;

    private bool TryOutput(EquatableArray<int> input, FindingList findings, out EquatableArray<int> output)
    {
        int[] sizes = new int[input.Count];
        output = [];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (IsBadStep(axis, "Stride", Window.Stride, findings) || IsBadStep(axis, "Dilation", Window.Dilation, findings)
                || IsBadPadding(axis, input, findings))
            {
                return false;
            }

            long padding = (long)Window.PaddingBefore[axis] + Window.PaddingAfter[axis];
            long positions = Positions(input[axis], Window.Stride[axis], padding, Window.Extent(axis), OutputPadding[axis]);
            if (positions < 1)
            {
                string works = WithoutPadding(input) is { } uncut
                    ? $" Padding = 0 gives {WindowText.Output(uncut)}."
                    : string.Empty;
                findings.Report(
                    DiagnosticIds.EmptyOutput,
                    ["Padding"],
                    [Name, $"{Formula(input, axis, positions)}: the padding, which is cut off, leaves nothing", works],
                    works.Length > 0 ? [new Setting("Padding", "0")] : []);
                return false;
            }

            if (positions > int.MaxValue)
            {
                findings.Report(
                    DiagnosticIds.TooLarge,
                    ["Stride", "kernel"],
                    [Name, $"along one axis it has {Formula(input, axis, positions)} positions", $"{int.MaxValue}"]);
                return false;
            }

            sizes[axis] = (int)positions;
        }

        output = [.. sizes];
        return true;
    }

    private bool IsBadStep(int axis, string argument, EquatableArray<int> steps, FindingList findings)
    {
        if (steps[axis] >= 1)
        {
            return false;
        }

        ArgumentReference place = steps.Distinct().Count() == 1 ? argument : new ArgumentReference(argument, axis);
        findings.Report(DiagnosticIds.BadStep, [place], [Name, argument, $"{steps[axis]}", $" {argument} = 1 is the default."], [new Setting(argument, "1")]);
        return true;
    }

    private bool IsBadPadding(int axis, EquatableArray<int> input, FindingList findings)
    {
        int least = Math.Min(Window.PaddingBefore[axis], Window.PaddingAfter[axis]);
        if (least < 0)
        {
            findings.Report(
                DiagnosticIds.BadPadding, ["Padding"], [Name, $"Padding = {least} is negative", " Padding = 0 is the default."], [new Setting("Padding", "0")]);
            return true;
        }

        int step = Math.Max(Window.Stride[axis], Window.Dilation[axis]), added = OutputPadding[axis];
        if (added < step)
        {
            return false;
        }

        // What a convolution of this stride leaves over, and so what may have to be added to come back, is less than a stride.
        string steps = Window.Dilation[axis] == 1 ? $"the stride, {Window.Stride[axis]}"
            : $"the stride, {Window.Stride[axis]}, nor than the dilation, {Window.Dilation[axis]}";
        long padding = (long)Window.PaddingBefore[axis] + Window.PaddingAfter[axis];
        long gives = Positions(input[axis], Window.Stride[axis], padding, Window.Extent(axis), step - 1);
        bool works = gives >= 1 && OutputPadding.Distinct().Count() == 1;
        ArgumentReference place = OutputPadding.Distinct().Count() == 1 ? "OutputPadding" : new ArgumentReference("OutputPadding", axis);
        findings.Report(
            DiagnosticIds.BadPadding,
            [place],
            [
                Name,
                $"OutputPadding = {added} is not less than {steps}; it makes up for what a convolution of this stride leaves over, and that is at most {step - 1}",
                works ? $" OutputPadding = {step - 1} gives {gives}." : string.Empty,
            ],
            works ? [new Setting("OutputPadding", $"{step - 1}")] : []);
        return true;
    }

    /// <summary>The output's sizes with nothing cut off; null where that is too much or too little.</summary>
    private EquatableArray<int>? WithoutPadding(EquatableArray<int> input)
    {
        long[] sizes =
        [
            .. Enumerable.Range(0, input.Count).Select(axis =>
                Positions(input[axis], Window.Stride[axis], 0, Window.Extent(axis), OutputPadding[axis])),
        ];
        return sizes.All(static size => size is >= 1 and <= int.MaxValue) ? [.. sizes.Select(static size => (int)size)] : null;
    }

    /// <summary>"(W-1)S-2P+D(F-1)+OutputPadding+1 = (4-1)*2-2*5+1*(3-1)+0+1 = -1".</summary>
    private string Formula(EquatableArray<int> input, int axis, long positions)
    {
        (int before, int after) = (Window.PaddingBefore[axis], Window.PaddingAfter[axis]);
        string letter = before == after ? "2P" : "P1-P2", number = before == after ? $"2*{before}" : $"{before}-{after}";
        return $"(W-1)S-{letter}+D(F-1)+OutputPadding+1 = ({input[axis]}-1)*{Window.Stride[axis]}-{number}"
            + $"+{Window.Dilation[axis]}*({Window.Kernel[axis]}-1)+{OutputPadding[axis]}+1 = {positions}";
    }
}
