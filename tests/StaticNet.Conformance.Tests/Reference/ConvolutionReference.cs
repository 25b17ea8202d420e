namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// y[o, i, j] = b[o] + sum over c, a, b of w[o, c, a, b] * x[g(o) + c, i*S - P + a*D, j*S - P + b*D], where x is zero outside the
/// map and g(o) is the first channel of o's group; over one axis or three the same with as many indices.
/// </summary>
internal sealed class ConvolutionReference : ReferenceLayer
{
    private readonly SlidingWindow window;
    private readonly int channelsPerGroup;
    private readonly int filtersPerGroup;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;

    public ConvolutionReference(MapShape input, int filters, SlidingWindow window, int groups, bool hasBias)
        : base(input, window.Over(input, filters))
    {
        this.window = window;
        channelsPerGroup = Divide(input.Channels, groups);
        filtersPerGroup = Divide(filters, groups);
        int[] kernel = [.. new[] { window.Deep.Kernel, window.Vertical.Kernel, window.Horizontal.Kernel }.Skip(3 - input.Rank)];
        weight = new ReferenceParameter("weight", [filters, channelsPerGroup, .. kernel]);
        bias = hasBias ? new ReferenceParameter("bias", filters) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        for (int o = 0; o < Output.Channels; o++)
        {
            foreach (Position at in window.Windows())
            {
                double sum = bias?.Values[o] ?? 0;
                ForEachTap(o, at, (from, tap) => sum += weight.Values[tap] * x[from]);
                y[Output.At(o, at.Z, at.Y, at.X)] = sum;
            }
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        for (int o = 0; o < Output.Channels; o++)
        {
            foreach (Position at in window.Windows())
            {
                double gradient = dy[Output.At(o, at.Z, at.Y, at.X)];
                if (bias is not null)
                {
                    bias.Gradient[o] += gradient;
                }

                ForEachTap(o, at, (from, tap) =>
                {
                    weight.Gradient[tap] += gradient * x[from];
                    dx[from] += gradient * weight.Values[tap];
                });
            }
        }

        return dx;
    }

    /// <summary>Calls with the index of every input value under the window, and of the weight that it meets.</summary>
    private void ForEachTap(int o, Position output, Action<int, int> act)
    {
        int firstChannel = o / filtersPerGroup * channelsPerGroup;
        foreach ((int tap, Position at) in window.ValuesUnder(output))
        {
            for (int c = 0; c < channelsPerGroup; c++)
            {
                act(Input.At(firstChannel + c, at.Z, at.Y, at.X), (((o * channelsPerGroup) + c) * window.Taps) + tap);
            }
        }
    }

    private static int Divide(int number, int groups) =>
        number % groups == 0 ? number / groups : throw new ArgumentException($"{groups} groups do not divide {number}.");
}
