using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;
using StaticNet.Tests.Numerics;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <content>Element-wise functions, learned slopes, factors of channels, and softmax over the channels of a map.</content>
internal static partial class KernelCases
{
    private static IEnumerable<KernelCase> Elementwise()
    {
        (ActivationFunction Function, float Slope)[] functions =
        [
            (ActivationFunction.Relu, 0), (ActivationFunction.LeakyRelu, 0.01f), (ActivationFunction.LeakyRelu, 1.5f),
            (ActivationFunction.LeakyRelu, -0.5f), (ActivationFunction.Relu6, 0), (ActivationFunction.Elu, 1), (ActivationFunction.Elu, 0.3f),
            (ActivationFunction.Elu, -0.5f), (ActivationFunction.Selu, 0), (ActivationFunction.Gelu, 0), (ActivationFunction.TanhGelu, 0),
            (ActivationFunction.Softplus, 0), (ActivationFunction.Tanh, 0), (ActivationFunction.Sigmoid, 0),
            (ActivationFunction.HardSigmoid, 1 / 6f), (ActivationFunction.HardSigmoid, 0.2f), (ActivationFunction.Swish, 0),
            (ActivationFunction.HardSwish, 0),
        ];
        foreach ((ActivationFunction function, float slope) in functions)
        {
            foreach (int length in new[] { 16, 48, 272, 1040 })
            {
                float[] x = Buffer(length, OffCorners);
                double[] y = [.. x.Select(v => Value(function, slope, v))];
                double[] derivatives = [.. x.Select(v => Derivative(function, slope, v))];
                string name = $"{function}{slope} {length}";
                var forward = new ElementwiseKernel(function, slope, length);
                yield return new(name, forward, [x, Poison(length)], y);
                yield return new(name + " in place", forward, [x, x], y) { InPlaceOf = 0 };

                var backward = new ElementwiseBackwardKernel(function, slope, length);
                float[] dy = Buffer(length, Real);
                double[] dx = [.. dy.Select((g, i) => g * derivatives[i])];
                float[] known = backward.UsesInput ? x : [.. y.Select(static v => (float)v)];
                yield return new(name + " backward", backward, [known, dy, Poison(length)], dx);
                yield return new(name + " backward in place", backward, [known, dy, dy], dx) { InPlaceOf = 1 };
            }
        }
    }

    private static double Value(ActivationFunction function, float slope, double x) => function switch
    {
        ActivationFunction.Relu => Math.Max(x, 0),
        ActivationFunction.LeakyRelu => x > 0 ? x : slope * x,
        ActivationFunction.Relu6 => Math.Clamp(x, 0, 6),
        ActivationFunction.Elu => x > 0 ? x : slope * (Math.Exp(x) - 1),
        ActivationFunction.Selu => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)),
        ActivationFunction.Gelu => x * DoubleMath.NormalDistribution(x),
        ActivationFunction.TanhGelu => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        ActivationFunction.Softplus => Math.Log(1 + Math.Exp(x)),
        ActivationFunction.Tanh => Math.Tanh(x),
        ActivationFunction.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationFunction.HardSigmoid => Math.Clamp((slope * x) + 0.5, 0, 1),
        ActivationFunction.Swish => x / (1 + Math.Exp(-x)),
        ActivationFunction.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    /// <summary>Past the corners of Relu6 and HardSwish, but on none of them.</summary>
    private static float OffCorners()
    {
        float x = 4 * Real();
        return new[] { 0f, 6f, 3f, -3f, 2.5f, -2.5f }.Any(corner => Math.Abs(x - corner) < 1e-3f) ? OffCorners() : x;
    }

    /// <summary>By central differences of fourth order.</summary>
    private static double Derivative(ActivationFunction function, float slope, double x)
    {
        const double h = 1e-4;
        double At(double steps) => Value(function, slope, x + (steps * h));
        return (At(-2) - (8 * At(-1)) + (8 * At(1)) - At(2)) / (12 * h);
    }

    /// <summary>Maps whose channels loops can run over one by one, and a vector.</summary>
    private static Layout[] ChannelMaps =>
    [
        Blocked(20, 3, 5), Blocked(16, 1, 2), Blocked(33, 7, 7), Layout.Vector(19), Layout.Vector(130), Planar(3, 5, 7, 16), Planar(17, 3, 33, 48),
        Planar(2, 4, 4, 4), Planar(1, 3, 16, 16),
    ];

    private static IEnumerable<KernelCase> Slopes()
    {
        foreach (Layout map in ChannelMaps)
        {
            foreach (bool shared in new[] { false, true })
            {
                Layout slopes = Layout.Vector(shared ? 1 : map.Channels);
                float[] slope = slopes.Gradient(Real), x = map.Activation(Random, Real), dy = map.Gradient(Real);
                float Slope(int c) => slope[shared ? 0 : c];
                string name = $"{(shared ? "a slope" : "slopes")} {map}";
                yield return new(name, new PReluKernel(map, shared), [x, slope, Poison(map.Length)], map.ExpectActivation((c, h, w) =>
                    x[map.Offset(c, h, w)] * (x[map.Offset(c, h, w)] > 0 ? 1 : (double)Slope(c))));
                yield return new(name + " backward", new PReluBackwardKernel(map, shared), [x, slope, dy, Poison(map.Length)], map.ExpectGradient((c, h, w) =>
                    dy[map.Offset(c, h, w)] * (x[map.Offset(c, h, w)] > 0 ? 1 : (double)Slope(c))));

                // Pictures further apart than they are long, as within a concatenation.
                int inputStride = map.Length + 32, gradientStride = map.Length + 16;
                float[] values = [.. Enumerable.Range(0, Pictures).SelectMany(_ => map.Activation(Random, Real, inputStride))];
                float[] gradients = [.. Enumerable.Range(0, Pictures).SelectMany(_ => map.Gradient(Real).Concat(new float[16]))];
                yield return new(
                    name + " gradient", new PReluGradientKernel(map, shared, inputStride, gradientStride), [values, gradients, Poison(slopes.Length)],
                    slopes.ExpectGradient((c, _, _) => Enumerable.Range(0, Pictures).Sum(n => map.Positions()
                        .Where(p => shared || p.Channel == c)
                        .Select(p => map.Offset(p.Channel, p.Y, p.X))
                        .Sum(i => Math.Min((double)values[(n * inputStride) + i], 0) * gradients[(n * gradientStride) + i]))))
                {
                    Tolerance = 1e-5,
                };
            }
        }
    }

    private static IEnumerable<KernelCase> ChannelFactors()
    {
        foreach (Layout map in ChannelMaps)
        {
            float[] x = map.Activation(Random, Real), dy = map.Gradient(Real);
            float[] factors = [.. Layout.Vector(map.Channels).Fill((c, _, _) => c % 3 == 1 ? 0f : 1.5f, static () => 1.5f)];
            var kernel = new ChannelScaleKernel(map);
            yield return new($"channel factors {map}", kernel, [x, factors, Poison(map.Length)],
                map.ExpectActivation((c, h, w) => (double)x[map.Offset(c, h, w)] * factors[c]));
            yield return new($"channel factors {map} of a gradient", kernel, [dy, factors, Poison(map.Length)],
                map.ExpectGradient((c, h, w) => (double)dy[map.Offset(c, h, w)] * factors[c]));
        }
    }

    private static IEnumerable<KernelCase> LogSoftmaxes()
    {
        foreach (int length in new[] { 1, 2, 5, 10, 16, 17, 40, 64, 65, 131, 1000 })
        {
            Layout vector = Layout.Vector(length);
            foreach (float spread in new[] { 1f, 60f })
            {
                float[] x = vector.Fill((_, _, _) => Real() * spread, static () => 500f);
                double max = x[..length].Max(), log = max + Math.Log(x[..length].Sum(v => Math.Exp(v - max)));
                double[] y = vector.ExpectActivation((c, _, _) => x[c] - log);
                yield return new($"log softmax {length} of {spread}", new SoftmaxKernel(length, IsLogarithm: true), [x, Poison(vector.Length)], y);
                yield return new($"log softmax {length} of {spread} in place", new SoftmaxKernel(length, IsLogarithm: true), [x, x], y) { InPlaceOf = 0 };

                float[] known = vector.Fill((c, _, _) => (float)y[c], static () => 7f), dy = vector.Gradient(Real);
                double sum = dy.Sum(static v => (double)v);
                yield return new($"log softmax backward {length} of {spread}", new LogSoftmaxBackwardKernel(length), [known, dy, Poison(vector.Length)],
                    vector.ExpectGradient((c, _, _) => dy[c] - (Math.Exp(known[c]) * sum))) { Tolerance = 5e-6 };
            }
        }
    }

    private static IEnumerable<KernelCase> MapSoftmaxes()
    {
        foreach (Layout map in new[] { Planar(1, 3, 5, 16), Planar(2, 1, 17, 32), Planar(3, 4, 4, 4), Planar(5, 7, 20, 32), Planar(21, 3, 33, 48), Planar(33, 1, 1, 16) })
        {
            foreach (bool isLogarithm in new[] { false, true })
            {
                float[] x = map.Activation(Random, static () => 20 * Real()), dy = map.Gradient(Real);
                double At(int c, int h, int w)
                {
                    double greatest = Enumerable.Range(0, map.Channels).Max(k => x[map.Offset(k, h, w)]);
                    double log = x[map.Offset(c, h, w)] - greatest
                        - Math.Log(Enumerable.Range(0, map.Channels).Sum(k => Math.Exp(x[map.Offset(k, h, w)] - greatest)));
                    return isLogarithm ? log : Math.Exp(log);
                }

                string name = $"{(isLogarithm ? "log " : "")}softmax of map {map}";
                yield return new(name, new MapSoftmaxKernel(map, isLogarithm), [x, Poison(map.Length)], map.ExpectActivation(At));

                // What the forward kernel leaves in padding is bounded: a probability or its logarithm.
                float[] y = map.Fill((c, h, w) => (float)At(c, h, w), static () => -0.5f);
                yield return new(name + " backward", new MapSoftmaxBackwardKernel(map, isLogarithm), [y, dy, Poison(map.Length)], map.ExpectGradient((c, h, w) =>
                {
                    int[] channels = [.. Enumerable.Range(0, map.Channels).Select(k => map.Offset(k, h, w))];
                    int i = map.Offset(c, h, w);
                    return isLogarithm
                        ? dy[i] - (Math.Exp(y[i]) * channels.Sum(k => (double)dy[k]))
                        : y[i] * (dy[i] - channels.Sum(k => (double)y[k] * dy[k]));
                })) { Tolerance = 5e-6 };
            }
        }
    }
}
