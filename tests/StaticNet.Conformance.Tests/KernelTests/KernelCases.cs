using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>The list of cases: each kernel beside the plain loops that say what it computes, over shapes that fit no vector.</summary>
internal static partial class KernelCases
{
    private const int Pictures = 3;
    private static readonly Random Random = new(20);

    public static IReadOnlyDictionary<string, KernelCase> All { get; } =
        Elementwise().Concat(Pools()).Concat(PlanarPools()).Concat(GlobalPools()).Concat(Softmaxes()).Concat(LogSoftmaxes()).Concat(MapSoftmaxes()).Concat(Slopes()).Concat(ChannelFactors()).Concat(Relayouts())
            .Concat(Halos()).Concat(Im2Cols()).Concat(Biases()).Concat(Transposes())
            .ToDictionary(static row => row.Name);

    private static float Real() => (float)((Random.NextDouble() * 4) - 2);

    /// <summary>Few different values, so that maxima are often not unique.</summary>
    private static float Tie() => Random.Next(-2, 3);

    /// <summary>Memory that a kernel shall overwrite.</summary>
    private static float[] Poison(int length) => [.. Enumerable.Repeat(float.NaN, length)];

    private static Layout Planar(int c, int h, int w, int stride) => new(LayoutKind.Planar, c, h, w, stride);

    private static Layout Blocked(int c, int h, int w) => new(LayoutKind.Blocked, c, h, w, w);

    private static float[] Buffer(int length, Func<float> draw) => [.. Enumerable.Range(0, length).Select(_ => draw())];

    private static IEnumerable<KernelCase> GlobalPools()
    {
        foreach ((int c, int h, int w) in new[] { (1, 1, 1), (16, 2, 1), (20, 3, 1), (35, 7, 7), (16, 5, 9) })
        {
            Layout map = Blocked(c, h, w), vector = Layout.Vector(c);
            float[] x = map.Activation(Random, Real), dy = vector.Gradient(Real);
            yield return new($"mean {map}", new GlobalAvgPoolKernel(map), [x, Poison(vector.Length)], vector.ExpectActivation((k, _, _) =>
                map.Positions().Where(p => p.Channel == k).Average(p => (double)x[map.Offset(p.Channel, p.Y, p.X)])));
            yield return new($"mean backward {map}", new GlobalAvgPoolBackwardKernel(map), [dy, Poison(map.Length)],
                map.ExpectGradient((k, _, _) => (double)dy[k] / (h * w)));
        }
    }

    private static IEnumerable<KernelCase> Softmaxes()
    {
        foreach (int length in new[] { 1, 2, 3, 4, 5, 10, 15, 16, 17, 40, 64, 65, 100, 128, 131, 1000 })
        {
            Layout vector = Layout.Vector(length);
            foreach (float spread in new[] { 1f, 60f })
            {
                // Padding is greater than any value, so that it would show if it took part.
                float[] x = vector.Fill((_, _, _) => Real() * spread, static () => 500f);
                double max = x[..length].Max(), sum = x[..length].Sum(v => Math.Exp(v - max));
                double[] y = vector.ExpectActivation((c, _, _) => Math.Exp(x[c] - max) / sum);
                yield return new($"softmax {length} of {spread}", new SoftmaxKernel(length), [x, Poison(vector.Length)], y);
                yield return new($"softmax {length} of {spread} in place", new SoftmaxKernel(length), [x, x], y) { InPlaceOf = 0 };

                float[] known = vector.Activation(Random, Real), dy = vector.Gradient(Real);
                for (int i = 0; i < length; i++)
                {
                    known[i] = (float)y[i];
                }

                double dot = Enumerable.Range(0, length).Sum(i => (double)known[i] * dy[i]);
                yield return new($"softmax backward {length} of {spread}", new SoftmaxBackwardKernel(length), [known, dy, Poison(vector.Length)],
                    vector.ExpectGradient((c, _, _) => known[c] * (dy[c] - dot)));
            }
        }
    }

    private static IEnumerable<KernelCase> Relayouts()
    {
        foreach ((int c, int h, int w) in new[] { (1, 28, 28), (3, 5, 7), (16, 1, 1), (10, 1, 1), (16, 4, 4), (20, 3, 33), (37, 2, 2), (6, 14, 14), (2, 3, 129), (33, 5, 5), (21, 3, 3), (18, 4, 8), (37, 32, 32) })
        {
            int padded = Layout.RoundUp(w);
            Layout[] layouts = [Planar(c, h, w, w), Planar(c, h, w, padded), Planar(c, h, w, padded + 16), Blocked(c, h, w), Layout.Vector(c * h * w)];
            foreach (Layout source in layouts.Distinct())
            {
                foreach (Layout target in layouts.Distinct())
                {
                    if (source.Channels == c * h * w && target.Channels == c * h * w && h * w > 1)
                    {
                        continue;
                    }

                    bool sourceIsVector = source == layouts[4], targetIsVector = target == layouts[4];
                    int At(Layout layout, bool isVector, int k, int y, int x) => isVector ? (((k * h) + y) * w) + x : layout.Offset(k, y, x);
                    float[] from = source.IsCompact
                        ? Buffer(source.Values, Real)
                        : source.HasGaps && source.IsBlocked && target.IsBlocked ? source.Gradient(Real) : source.Activation(Random, Real);
                    foreach (bool caller in target.IsCompact ? new[] { false, true } : [false])
                    {
                        double[] expected = new double[caller ? target.Values : target.Length];
                        foreach ((int k, int y, int x) in layouts[0].Positions())
                        {
                            expected[At(target, targetIsVector, k, y, x)] = from[At(source, sourceIsVector, k, y, x)];
                        }

                        yield return new($"{source} of {c}x{h}x{w} to {target}{(caller ? " of the caller" : "")}", new RelayoutKernel(source, target, caller),
                            [from, Poison(expected.Length)], expected) { Tolerance = 0 };
                    }
                }
            }
        }
    }

    private static IEnumerable<KernelCase> Halos()
    {
        (Layout Source, int Top, int Left, int Rows, int Stride)[] shapes =
        [
            (Planar(1, 28, 28, 28), 2, 2, 32, 32), (Planar(3, 28, 28, 32), 0, 0, 28, 32), (Planar(2, 14, 14, 16), 0, 0, 14, 16),
            (Planar(2, 14, 14, 16), 4, 4, 22, 32), (Planar(1, 3, 3, 3), 1, 1, 5, 16), (Planar(2, 9, 70, 70), 1, 3, 11, 80),
            (Planar(2, 9, 70, 80), -2, -3, 5, 64), (Planar(1, 6, 20, 20), -1, 5, 9, 16), (Planar(2, 4, 17, 17), 3, 15, 12, 64),
            (Planar(1, 2, 2, 2), 3, 1, 1, 16), (Blocked(6, 12, 12), 2, 2, 16, 16), (Blocked(19, 7, 9), -1, 3, 9, 32),
            (Blocked(16, 5, 5), 1, -2, 6, 16), (Blocked(3, 4, 3), 1, 1, 6, 16), (Planar(2, 5, 16, 16), 1, 0, 7, 16), (Planar(1, 5, 31, 31), 0, 1, 5, 32),
        ];
        foreach ((Layout source, int top, int left, int rows, int stride) in shapes)
        {
            float[] x = source.IsCompact ? Buffer(source.Values, Real) : source.Activation(Random, Real);
            double[] expected = new double[source.Channels * rows * stride];
            for (int i = 0; i < expected.Length; i++)
            {
                int c = i / (rows * stride), y = (i / stride % rows) - top, column = (i % stride) - left;
                expected[i] = y >= 0 && y < source.Height && column >= 0 && column < source.Width ? x[source.Offset(c, y, column)] : 0;
            }

            yield return new($"halo {source} at {top},{left} in {rows}x{stride}", new HaloCopyKernel(source, top, left, rows, stride),
                [x, Poison(expected.Length)], expected) { Tolerance = 0 };
        }
    }

    private static IEnumerable<KernelCase> Im2Cols()
    {
        (Layout Source, TapAxis Rows, TapAxis Columns)[] shapes =
        [
            (Blocked(32, 14, 14), TapAxis.Forward(7, 14, 1, 2, 1, 0), TapAxis.Forward(7, 14, 1, 2, 1, 0)),
            (Blocked(16, 14, 14), TapAxis.Forward(7, 14, 3, 2, 1, 1), TapAxis.Forward(7, 14, 3, 2, 1, 1)),
            (Blocked(16, 5, 6), TapAxis.Forward(5, 5, 3, 1, 1, 1), TapAxis.Forward(7, 6, 2, 1, 1, 1)),
            (Blocked(48, 6, 3), TapAxis.Forward(2, 6, 2, 3, 2, 1), TapAxis.Forward(5, 3, 3, 1, 1, 2)),
            (Blocked(16, 2, 3), TapAxis.Forward(4, 2, 3, 2, 1, 4), TapAxis.Forward(4, 3, 1, 2, 1, 4)),
            (Blocked(16, 1, 40), TapAxis.Forward(1, 1, 1, 1, 1, 0), TapAxis.Forward(20, 40, 5, 2, 1, 2)),
        ];
        foreach ((Layout source, TapAxis rows, TapAxis columns) in shapes)
        {
            var kernel = new Im2ColKernel(source, rows, columns) { IsByLines = source.Width > source.Height };
            Layout target = kernel.Target;
            float[] x = source.Activation(Random, Real);
            int taps = rows.Count * columns.Count;
            double[] expected = target.ExpectActivation((channel, y, column) =>
            {
                int tap = channel / 16 % taps, row = tap / columns.Count, along = tap % columns.Count;
                return rows.IsInside(y, row) && columns.IsInside(column, along)
                    ? x[source.Offset((channel / 16 / taps * 16) + (channel % 16), (y * rows.Stride) + rows.First + (row * rows.Step), (column * columns.Stride) + columns.First + (along * columns.Step))]
                    : 0;
            });
            yield return new($"im2col {source} by {rows.Count}x{columns.Count} to {target}", kernel, [x, Poison(target.Length)], expected) { Tolerance = 0 };
        }
    }

    private static IEnumerable<KernelCase> Biases()
    {
        Layout[] shapes = [Layout.Vector(1), Layout.Vector(120), Blocked(20, 3, 3), Blocked(16, 1, 2), Blocked(33, 9, 7), Planar(6, 28, 28, 32), Planar(17, 5, 3, 16), Planar(2, 3, 5, 5)];
        foreach (Layout layout in shapes)
        {
            float[] dy = [.. Enumerable.Range(0, Pictures).SelectMany(_ => layout.Gradient(Real))];
            Layout vector = Layout.Vector(layout.Channels);
            yield return new($"bias {layout}", new BiasGradientKernel(layout, layout.Channels, layout.Length), [dy, Poison(vector.Length)], vector.ExpectGradient((c, _, _) =>
                Enumerable.Range(0, Pictures).Sum(n => layout.Positions().Where(p => p.Channel == c).Sum(p => (double)dy[(n * layout.Length) + layout.Offset(c, p.Y, p.X)]))))
            {
                Tolerance = 1e-5,
            };
        }
    }

    private static IEnumerable<KernelCase> Transposes()
    {
        foreach ((int inputs, int outputs) in new[] { (400, 120), (16, 16), (1, 1), (7, 10), (33, 18), (20, 5), (84, 10) })
        {
            int blocks = Layout.RoundUp(outputs) / 16;
            float[] weights = new float[blocks * inputs * 16];
            double[] expected = new double[Layout.RoundUp(inputs) * outputs];
            for (int k = 0; k < outputs; k++)
            {
                for (int c = 0; c < inputs; c++)
                {
                    expected[(((c / 16 * outputs) + k) * 16) + (c % 16)] = weights[(((k / 16 * inputs) + c) * 16) + (k % 16)] = Real();
                }
            }

            yield return new($"weights {outputs}x{inputs}", new WeightTransposeKernel(blocks, inputs, outputs), [weights, new float[expected.Length]], expected) { Tolerance = 0 };
        }
    }
}
