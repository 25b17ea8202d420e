using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;

internal static partial class KernelCases
{
    private static IEnumerable<KernelCase> Pools()
    {
        (Layout Source, Window2D Window)[] shapes =
        [
            (Blocked(16, 8, 8), Square(2, 2)),
            (Blocked(20, 9, 7), Square(2, 2)),
            (Blocked(16, 11, 11), Square(3, 2)),
            (Blocked(33, 12, 13), Square(3, 2, 1)),
            (Blocked(16, 112, 5), Square(3, 2, 1)),
            (Blocked(16, 7, 7), Square(3, 1, 1)),
            (Blocked(3, 1, 1), Square(1, 1)),
            (Blocked(16, 7, 7), Square(7, 7)),
            (Blocked(16, 9, 9), Square(9, 9)),
            (Blocked(16, 12, 9), Square(5, 3, 2)),
            (Blocked(16, 4, 4), Square(5, 1, 2)),
            (Blocked(5, 3, 2), Square(3, 1, 1)),
            (Blocked(16, 10, 10), new(2, 3, 3, 4, 1, 1, 0, 1, 1, 0)),
            (Blocked(16, 13, 11), new(3, 2, 1, 2, 2, 3, 2, 1, 2, 1)),
            (Blocked(17, 6, 30), new(2, 2, 2, 2, 1, 1, 1, 0, 0, 1)),
            (Blocked(16, 1, 29), new(1, 3, 1, 2, 1, 1, 0, 1, 0, 1)),
            (Blocked(16, 14, 14), new(13, 2, 1, 1, 1, 1, 6, 0, 6, 0)),
        ];
        foreach ((Layout source, Window2D window) in shapes)
        {
            // Rounded down, then up as far as the last window still begins inside the map.
            foreach (bool up in new[] { false, true })
            {
                int height = Outputs(source.Height, window.KernelH, window.StrideH, window.DilationH, window.PadTop, window.PadBottom, up);
                int width = Outputs(source.Width, window.KernelW, window.StrideW, window.DilationW, window.PadLeft, window.PadRight, up);
                Layout target = Blocked(source.Channels, height, width);
                string name = $"{source}, {window.KernelH}x{window.KernelW}/{window.StrideH}x{window.StrideW} d{window.DilationH}x{window.DilationW} p{window.PadTop},{window.PadLeft}{(up ? " up" : "")}";
                if (up && height == Outputs(source.Height, window.KernelH, window.StrideH, window.DilationH, window.PadTop, window.PadBottom, false)
                    && width == Outputs(source.Width, window.KernelW, window.StrideW, window.DilationW, window.PadLeft, window.PadRight, false))
                {
                    continue;
                }

                var max = new BlockedPoolKernel(PoolKind.Max, source, target, window, false);
                var maxBackward = new BlockedPoolBackwardKernel(PoolKind.Max, source, target, window, false);
                foreach (Func<float> draw in new[] { Real, Tie })
                {
                    string ofMax = $"max {name}{(draw == Tie ? " with ties" : "")}";
                    foreach (KernelCase row in MaxPool(ofMax, max, max with { KeepsArgmax = true }, maxBackward, source, target, window, draw))
                    {
                        yield return row;
                    }
                }

                if (window.DilationH * window.DilationW > 1)
                {
                    continue;
                }

                foreach (bool counts in new[] { false, true })
                {
                    float[] x = source.Activation(Random, Real), dy = target.Gradient(Real);
                    double[] dx = new double[source.Length];
                    double[] y = target.ExpectActivation((c, i, j) =>
                    {
                        (int Y, int X)[] taps = [.. Taps(source, window, i, j)];
                        double divisor = counts ? Counted(source, window, i, j) : taps.Length;
                        foreach ((int ty, int tx) in taps)
                        {
                            dx[source.Offset(c, ty, tx)] += dy[target.Offset(c, i, j)] / divisor;
                        }

                        return taps.Sum(tap => (double)x[source.Offset(c, tap.Y, tap.X)]) / divisor;
                    });
                    string label = $"{(counts ? "mean counting padding" : "mean")} {name}";
                    yield return new(label, new BlockedPoolKernel(PoolKind.Average, source, target, window, counts), [x, Poison(target.Length)], y);
                    yield return new(label + " backward", new BlockedPoolBackwardKernel(PoolKind.Average, source, target, window, counts), [dy, Poison(source.Length)], dx);
                }
            }
        }
    }

    private static IEnumerable<KernelCase> PlanarPools()
    {
        (int C, int H, int W, int Stride, int TargetStride)[] shapes =
        [
            (6, 28, 28, 32, 16), (1, 2, 2, 16, 16), (2, 5, 7, 16, 16), (3, 7, 31, 32, 16), (2, 4, 40, 48, 32), (1, 3, 66, 80, 48),
            (2, 6, 96, 96, 48), (1, 4, 33, 48, 16), (2, 2, 64, 80, 64), (1, 9, 48, 48, 32),
        ];
        foreach ((int c, int h, int w, int stride, int targetStride) in shapes)
        {
            Layout source = Planar(c, h, w, stride), target = Planar(c, h / 2, w / 2, targetStride);
            var rows = new PlanarPoolKernel(PoolKind.Max, source, target);
            var backward = new PlanarPoolBackwardKernel(PoolKind.Max, source, target);
            foreach (KernelCase row in MaxPool($"rows {source} to {targetStride}", rows, rows with { KeepsArgmax = true }, backward, source, target, Square(2, 2), Tie))
            {
                yield return row;
            }

            float[] x = source.Activation(Random, Tie), dy = target.Gradient(Real);
            foreach (PoolKind reduction in new[] { PoolKind.Average, PoolKind.Sum })
            {
                double share = reduction == PoolKind.Average ? 0.25 : 1;
                double[] pooled = target.ExpectActivation((k, i, j) => share * Taps(source, Square(2, 2), i, j).Sum(tap => (double)x[source.Offset(k, tap.Y, tap.X)]));
                double[] spread = source.ExpectGradient((k, i, j) => i / 2 < target.Height && j / 2 < target.Width ? share * dy[target.Offset(k, i / 2, j / 2)] : 0);
                yield return new($"{reduction} rows {source} to {targetStride}", new PlanarPoolKernel(reduction, source, target), [x, Poison(target.Length)], pooled);
                yield return new($"{reduction} rows {source} to {targetStride} backward", new PlanarPoolBackwardKernel(reduction, source, target), [dy, Poison(source.Length)], spread);
            }
        }
    }

    /// <summary>Maxima alone, with the numbers of their taps beside them, and the gradient that those lead to the first tap, row by row, that holds the maximum.</summary>
    private static IEnumerable<KernelCase> MaxPool(
        string name, Kernel forward, Kernel keeping, Kernel backward, Layout source, Layout target, Window2D window, Func<float> draw)
    {
        float[] x = source.Activation(Random, draw), argmax = target.Activation(Random, Real), dy = target.Gradient(Real);
        double[] dx = new double[source.Length], beside = [.. Poison(target.Length)];
        double[] expected = target.ExpectActivation((c, i, j) =>
        {
            int at = target.Offset(c, i, j);
            int[] taps = [.. Taps(source, window, i, j).Select(tap => source.Offset(c, tap.Y, tap.X))];
            int best = taps.MaxBy(tap => x[tap]);
            beside[at] = argmax[at] = Array.IndexOf(taps, best);
            dx[best] += dy[at];
            return x[best];
        });
        yield return new(name, forward, [x, Poison(target.Length)], expected);
        yield return new(name + " keeping taps", keeping, [x, Poison(target.Length), Poison(target.Length)], expected) { ExpectedBeside = beside };
        yield return new(name + " backward", backward, [argmax, dy, Poison(source.Length)], dx);
    }

    /// <summary>The taps of output (i, j) that lie inside the map, row by row.</summary>
    private static IEnumerable<(int Y, int X)> Taps(Layout source, Window2D window, int i, int j) =>
        from u in Enumerable.Range(0, window.KernelH)
        from v in Enumerable.Range(0, window.KernelW)
        let y = (i * window.StrideH) - window.PadTop + (u * window.DilationH)
        let x = (j * window.StrideW) - window.PadLeft + (v * window.DilationW)
        where y >= 0 && y < source.Height && x >= 0 && x < source.Width
        select (y, x);

    /// <summary>The positions of a window inside the map and the padding that was written.</summary>
    private static int Counted(Layout source, Window2D window, int i, int j)
    {
        int rows = Math.Min(window.KernelH, source.Height + window.PadBottom - ((i * window.StrideH) - window.PadTop));
        int columns = Math.Min(window.KernelW, source.Width + window.PadRight - ((j * window.StrideW) - window.PadLeft));
        return rows * columns;
    }

    private static int Outputs(int size, int kernel, int stride, int dilation, int before, int after, bool up)
    {
        int free = size + before + after - (dilation * (kernel - 1)) - 1;
        int outputs = (free / stride) + 1;
        bool another = up && free % stride != 0 && dilation == 1 && (outputs * stride) - before < size;
        return another ? outputs + 1 : outputs;
    }

    private static Window2D Square(int kernel, int stride, int padding = 0) => new(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);
}
