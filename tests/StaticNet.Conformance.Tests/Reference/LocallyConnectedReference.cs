namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// y[o, i, j] = b[o, i, j] + sum over c, a, b of w[o, i, j, c, a, b] * x[c, i*S - P + a, j*S - P + b], where x is zero outside the map; over
/// one axis or three the same with as many indices.
/// </summary>
internal sealed class LocallyConnectedReference : ReferenceLayer
{
    private readonly SlidingWindow window;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;

    public LocallyConnectedReference(MapShape input, int filters, SlidingWindow window, bool hasBias)
        : base(input, window.Over(input, filters))
    {
        this.window = window;
        int[] kernel = [.. new[] { window.Deep.Kernel, window.Vertical.Kernel, window.Horizontal.Kernel }.Skip(3 - input.Rank)];
        weight = new ReferenceParameter("weight", [filters, .. Output.Spatial, input.Channels, .. kernel]);
        bias = hasBias ? new ReferenceParameter("bias", [filters, .. Output.Spatial]) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = [.. bias?.Values ?? new double[Output.Length]];
        ForEachTap((to, from, tap) => y[to] += weight.Values[tap] * x[from]);
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[Input.Length];
        for (int to = 0; to < dy.Length && bias is not null; to++)
        {
            bias.Gradient[to] += dy[to];
        }

        ForEachTap((to, from, tap) =>
        {
            weight.Gradient[tap] += dy[to] * x[from];
            dx[from] += dy[to] * weight.Values[tap];
        });
        return dx;
    }

    /// <summary>Calls with the index of every output, of every input value under its window, and of the weight between them.</summary>
    private void ForEachTap(Action<int, int, int> act)
    {
        foreach (Position at in window.Windows())
        {
            foreach ((int tap, Position under) in window.ValuesUnder(at))
            {
                for (int o = 0; o < Output.Channels; o++)
                {
                    int to = Output.At(o, at.Z, at.Y, at.X);
                    for (int c = 0; c < Input.Channels; c++)
                    {
                        act(to, Input.At(c, under.Z, under.Y, under.X), (((to * Input.Channels) + c) * window.Taps) + tap);
                    }
                }
            }
        }
    }
}
