namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// y[o, i, j] = b[o] + sum over c, a, b of w[o, c, a, b] * x[g(o) + c, i*S - P + a*D, j*S - P + b*D], where x is zero outside the
/// map and g(o) is the first channel of o's group.
/// </summary>
internal sealed class ConvolutionReference : ReferenceLayer
{
    private readonly SlidingAxis vertical;
    private readonly SlidingAxis horizontal;
    private readonly int channelsPerGroup;
    private readonly int filtersPerGroup;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;

    public ConvolutionReference(MapShape input, int filters, SlidingAxis vertical, SlidingAxis horizontal, int groups, bool hasBias)
        : base(input, new MapShape(filters, vertical.Count, horizontal.Count))
    {
        this.vertical = vertical;
        this.horizontal = horizontal;
        channelsPerGroup = Divide(input.Channels, groups);
        filtersPerGroup = Divide(filters, groups);
        weight = new ReferenceParameter("weight", filters, channelsPerGroup, vertical.Kernel, horizontal.Kernel);
        bias = hasBias ? new ReferenceParameter("bias", filters) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        for (int o = 0; o < Output.Channels; o++)
        {
            for (int i = 0; i < Output.Height; i++)
            {
                for (int j = 0; j < Output.Width; j++)
                {
                    double sum = bias?.Values[o] ?? 0;
                    ForEachTap(o, i, j, (from, tap) => sum += weight.Values[tap] * x[from]);
                    y[Output.At(o, i, j)] = sum;
                }
            }
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        for (int o = 0; o < Output.Channels; o++)
        {
            for (int i = 0; i < Output.Height; i++)
            {
                for (int j = 0; j < Output.Width; j++)
                {
                    double gradient = dy[Output.At(o, i, j)];
                    if (bias is not null)
                    {
                        bias.Gradient[o] += gradient;
                    }

                    ForEachTap(o, i, j, (from, tap) =>
                    {
                        weight.Gradient[tap] += gradient * x[from];
                        dx[from] += gradient * weight.Values[tap];
                    });
                }
            }
        }

        return dx;
    }

    /// <summary>Calls with the index of every input value under the window, and of the weight that it meets.</summary>
    private void ForEachTap(int o, int i, int j, Action<int, int> act)
    {
        int firstChannel = o / filtersPerGroup * channelsPerGroup;
        for (int c = 0; c < channelsPerGroup; c++)
        {
            for (int a = 0; a < vertical.Kernel; a++)
            {
                int row = vertical.Position(i, a);
                for (int b = 0; b < horizontal.Kernel && vertical.IsValue(row); b++)
                {
                    int column = horizontal.Position(j, b);
                    if (horizontal.IsValue(column))
                    {
                        int tap = (((((o * channelsPerGroup) + c) * vertical.Kernel) + a) * horizontal.Kernel) + b;
                        act(Input.At(firstChannel + c, row, column), tap);
                    }
                }
            }
        }
    }

    private static int Divide(int number, int groups) =>
        number % groups == 0 ? number / groups : throw new ArgumentException($"{groups} groups do not divide {number}.");
}
