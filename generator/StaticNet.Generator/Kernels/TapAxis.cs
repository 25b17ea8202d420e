namespace StaticNet.Generator.Kernels;

/// <summary>
/// The taps of a window along one axis: tap i of output position o reads source position o * Stride + First + i * Step.
/// Positions outside [0, Sources) are padding and are left out, never read. Step is positive.
/// </summary>
internal sealed record TapAxis(int Outputs, int Sources, int Count, int Stride, int First, int Step)
{
    /// <summary>The axis that a map does not have: one position, one tap on it.</summary>
    public static readonly TapAxis Single = new(1, 1, 1, 1, 0, 1);

    /// <summary>True when there is nothing to slide over.</summary>
    public bool IsSingle => Outputs == 1 && Sources == 1 && Count == 1 && First == 0;

    /// <summary>True when some tap of some output lies in the padding.</summary>
    public bool IsClipped => Count > 0 && (First < 0 || ((Outputs - 1) * Stride) + First + ((Count - 1) * Step) >= Sources);

    /// <summary>True when every output has a tap that is not in the padding.</summary>
    public bool ReachesAll => Enumerable.Range(0, Outputs).All(output => Enumerable.Range(0, Count).Any(tap => IsInside(output, tap)));

    /// <summary>The axis of a forward convolution or pool.</summary>
    public static TapAxis Forward(int outputs, int sources, int kernel, int stride, int dilation, int padding) =>
        new(outputs, sources, kernel, stride, -padding, dilation);

    /// <summary>
    /// The axis that gathers a data gradient: input positions phase, phase + stride, ... read the output gradient. Input y receives
    /// from output o through tap i when o * stride - padding + i * dilation = y; the taps of a phase form an arithmetic
    /// progression, taken in descending order so that the source position ascends.
    /// <paramref name="lastTap"/> and <paramref name="tapStep"/>: this axis's tap r is the kernel's tap lastTap - r * tapStep.
    /// </summary>
    public static TapAxis Gather(
        int inputs, int outputs, int kernel, int stride, int dilation, int padding, int phase, out int lastTap, out int tapStep)
    {
        int[] taps = [.. Enumerable.Range(0, kernel).Where(i => (phase + padding - (i * dilation)) % stride == 0)];
        int positions = (inputs - phase + stride - 1) / stride;
        lastTap = taps.Length == 0 ? 0 : taps[taps.Length - 1];
        tapStep = taps.Length < 2 ? 1 : taps[1] - taps[0];

        // A single tap has no distance to a next one; the quotient would be 0 where the stride exceeds the dilation.
        int step = taps.Length < 2 ? 1 : tapStep * dilation / stride;
        return new TapAxis(positions, outputs, taps.Length, 1, (phase + padding - (lastTap * dilation)) / stride, step);
    }

    public bool IsInside(int output, int tap)
    {
        int source = (output * Stride) + First + (tap * Step);
        return source >= 0 && source < Sources;
    }

    /// <summary>C# for the first tap inside the source, given the variable that holds o * Stride + First.</summary>
    public string FirstInside(string position) => First >= 0 ? "0"
        : Step == 1 ? $"Math.Max(0, -{position})"
        : $"{position} < 0 ? ({Step - 1} - {position}) / {Step} : 0";

    /// <summary>C# for the tap after the last inside the source, given the variable that holds o * Stride + First.</summary>
    public string AfterInside(string position) => ((Outputs - 1) * Stride) + First + ((Count - 1) * Step) < Sources ? $"{Count}"
        : Step == 1 ? $"Math.Min({Count}, {Sources} - {position})"
        : $"Math.Min({Count}, ({Sources + Step - 1} - {position}) / {Step})";

    /// <summary>C# for the first output whose source of one tap is inside, given the variable that holds First + tap * Step.</summary>
    public string FirstOutput(string position) => First >= 0 ? "0"
        : Stride == 1 ? $"Math.Max(0, -{position})"
        : $"{position} < 0 ? ({Stride - 1} - {position}) / {Stride} : 0";

    /// <summary>C# for the output after the last whose source of one tap is inside.</summary>
    public string AfterOutput(string position) => ((Outputs - 1) * Stride) + First + ((Count - 1) * Step) < Sources ? $"{Outputs}"
        : Stride == 1 ? $"Math.Min({Outputs}, {Sources} - {position})"
        : $"Math.Min({Outputs}, ({Sources + Stride - 1} - {position}) / {Stride})";
}
