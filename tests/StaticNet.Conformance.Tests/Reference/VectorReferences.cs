namespace StaticNet.Conformance.Tests.Reference;

/// <summary>y[o] = b[o] + sum over i of w[o, i] * x[i], with a map taken in channels, rows, columns order.</summary>
internal sealed class DenseReference : ReferenceLayer
{
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;

    public DenseReference(MapShape input, int units, bool hasBias)
        : base(input, MapShape.Vector(units))
    {
        weight = new ReferenceParameter("weight", units, input.Length);
        bias = hasBias ? new ReferenceParameter("bias", units) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override double[] Forward(double[] x, int picture)
    {
        double[] y = new double[Output.Length];
        for (int o = 0; o < y.Length; o++)
        {
            y[o] = bias?.Values[o] ?? 0;
            for (int i = 0; i < x.Length; i++)
            {
                y[o] += weight.Values[(o * x.Length) + i] * x[i];
            }
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture)
    {
        double[] dx = new double[x.Length];
        for (int o = 0; o < dy.Length; o++)
        {
            if (bias is not null)
            {
                bias.Gradient[o] += dy[o];
            }

            for (int i = 0; i < x.Length; i++)
            {
                weight.Gradient[(o * x.Length) + i] += dy[o] * x[i];
                dx[i] += dy[o] * weight.Values[(o * x.Length) + i];
            }
        }

        return dx;
    }
}

/// <summary>A map as a vector; the values stay where they are.</summary>
internal sealed class FlattenReference(MapShape input) : ReferenceLayer(input, MapShape.Vector(input.Length))
{
    public override double[] Forward(double[] x, int picture) => x;

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) => dy;
}
