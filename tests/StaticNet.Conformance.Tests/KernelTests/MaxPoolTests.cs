using StaticNet.Conformance.Tests.Harness;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>
/// Max pools of values that are all alike, infinite or no numbers: training computes the bits of prediction, and what it keeps of a window
/// leads the gradient to the first tap that equals the maximum, or nowhere where that is a NaN.
/// </summary>
public sealed class MaxPoolTests
{
    private static readonly float[] Numbers = [0f, -0f, 1f, -1f, float.NegativeInfinity, float.PositiveInfinity];

    private static readonly Dictionary<string, Pool> Pools = All().ToDictionary(static pool => pool.Name);

    private static readonly Lazy<EmittedKernels> Emitted =
        new(static () => new EmittedKernels(Pools.Values.SelectMany(static pool => new[] { pool.Forward, pool.Keeping, pool.Backward })));

    public static TheoryData<string> Names => [.. Pools.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheFirstOfEqualsReceivesTheGradient(string name)
    {
        var random = new Random(3);
        float[] values = Pools[name].Draw(() => Numbers[random.Next(Numbers.Length)]);
        Check(Pools[name], values);
        Check(Pools[name], Pools[name].Draw(static () => float.NegativeInfinity));
    }

    /// <summary>Which of a NaN and a number is the maximum is the processor's to say; a gradient never goes to a tap that is not.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ANaNReceivesNoGradient(string name)
    {
        var random = new Random(4);
        Check(Pools[name], Pools[name].Draw(() => random.Next(4) == 0 ? float.NaN : Numbers[random.Next(Numbers.Length)]));
        Check(Pools[name], Pools[name].Draw(static () => float.NaN));
    }

    private static void Check(Pool pool, float[] x)
    {
        var random = new Random(5);
        Layout source = pool.Source, target = pool.Target;
        float[] dy = new float[target.Length];
        foreach ((int at, _) in pool.Windows())
        {
            dy[at] = random.Next(1, 9);
        }

        foreach (InstructionSet set in InstructionSet.Supported)
        {
            float[] predicted = new float[target.Length], y = new float[target.Length], argmax = new float[target.Length], dx = new float[source.Length];
            Run(pool.Forward, set, x, predicted);
            Run(pool.Keeping, set, x, argmax, y);
            Run(pool.Backward, set, argmax, dy, dx);
            float[] expected = new float[source.Length];
            foreach ((int at, int[] taps) in pool.Windows())
            {
                string what = $"{pool.Name} in {set}, float {at}";
                Assert.True(BitConverter.SingleToInt32Bits(predicted[at]) == BitConverter.SingleToInt32Bits(y[at]), $"{what}: {y[at]}, {predicted[at]} in prediction");
                int first = Array.FindIndex(taps, tap => x[tap] == y[at]);
                if (first < 0)
                {
                    Assert.True(float.IsNaN(y[at]) && argmax[at] == float.PositiveInfinity, $"{what}: maximum {y[at]} of tap {argmax[at]}");
                    continue;
                }

                int kept = (int)argmax[at];
                Assert.True(
                    taps.Any(tap => float.IsNaN(x[tap])) ? x[taps[kept]] == y[at] : kept == first, $"{what}: tap {argmax[at]} holds {y[at]}, not {first}");
                expected[taps[kept]] += dy[at];
            }

            Assert.Equal(expected, dx);
        }
    }

    private static void Run(Kernel kernel, InstructionSet set, params float[][] operands) =>
        KernelCall.Invoke(Emitted.Value.Pointer(kernel, set.Name), kernel, [.. operands.Select(static operand => operand.AsMemory())], 0, kernel.Units);

    private static IEnumerable<Pool> All()
    {
        foreach (int width in new[] { 6, 16, 37, 64 })
        {
            Layout source = new(LayoutKind.Planar, 2, 6, width, Layout.RoundUp(width));
            Layout target = new(LayoutKind.Planar, 2, 3, width / 2, Layout.RoundUp(width / 2));
            var forward = new PlanarPoolKernel(PoolKind.Max, source, target);
            yield return new($"rows of {width}", source, target, Window(2, 2, 0), forward, forward with { KeepsArgmax = true }, new PlanarPoolBackwardKernel(PoolKind.Max, source, target));
        }

        (int Depth, int Height, int Width, Window2D Window)[] blocked =
        [
            (1, 8, 12, Window(2, 2, 0)), (1, 11, 13, Window(3, 2, 1)), (1, 7, 9, Window(3, 1, 1)), (1, 12, 9, Window(5, 3, 2)), (1, 9, 9, Window(7, 1, 3)),
            (1, 14, 14, new(13, 2, 1, 1, 1, 1, 6, 0, 6, 0)), (1, 13, 11, new(3, 2, 1, 2, 2, 3, 2, 1, 2, 1)), (1, 5, 60, new(2, 15, 1, 1, 1, 1, 1, 7, 0, 7)),

            // Sequences.
            (1, 1, 32, new(1, 4, 1, 4, 1, 1, 0, 0, 0, 0)), (1, 1, 30, new(1, 3, 1, 2, 1, 1, 0, 1, 0, 1)), (1, 1, 17, new(1, 3, 1, 1, 1, 3, 0, 0, 0, 0)),

            // Volumes: of whole slices, of clipped ones, of dilated ones.
            (4, 6, 8, Window(2, 2, 0) with { KernelD = 2, StrideD = 2 }), (7, 5, 7, Window(3, 2, 1) with { KernelD = 3, StrideD = 2, PadFront = 1, PadBack = 1 }),
            (7, 6, 5, Window(2, 1, 0) with { KernelD = 3, DilationD = 2, PadFront = 1, PadBack = 1 }), (6, 4, 4, Window(1, 1, 0) with { KernelD = 3, StrideD = 3 }),
        ];
        foreach ((int depth, int height, int width, Window2D window) in blocked)
        {
            Layout source = new(LayoutKind.Blocked, 20, height, width, width) { Depth = depth };
            int columns = Outputs(width, window.ExtentW, window.StrideW, window.PadLeft + window.PadRight);
            Layout target = new(LayoutKind.Blocked, 20, Outputs(height, window.ExtentH, window.StrideH, window.PadTop + window.PadBottom), columns, columns)
            {
                Depth = Outputs(depth, window.ExtentD, window.StrideD, window.PadFront + window.PadBack),
            };
            var forward = new BlockedPoolKernel(PoolKind.Max, source, target, window, CountPadding: false);
            yield return new(
                $"{window.Sizes}{window.DilationText} of {source}", source, target, window, forward, forward with { KeepsArgmax = true },
                new BlockedPoolBackwardKernel(PoolKind.Max, source, target, window, CountPadding: false));
        }
    }

    private static int Outputs(int size, int extent, int stride, int padding) => ((size + padding - extent) / stride) + 1;

    private static Window2D Window(int kernel, int stride, int padding) => new(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);

    private sealed record Pool(string Name, Layout Source, Layout Target, Window2D Window, Kernel Forward, Kernel Keeping, Kernel Backward)
    {
        /// <summary>Values at every position; padding as in an activation, where any finite number may stand.</summary>
        public float[] Draw(Func<float> draw)
        {
            float[] x = new float[Source.Length];
            Array.Fill(x, 20f);
            foreach ((int c, int z, int y, int column) in Positions(Source))
            {
                x[Source.Offset(c, z, y, column)] = draw();
            }

            return x;
        }

        /// <summary>Where each maximum stands, and the taps inside the map that it is taken of, slice by slice and row by row.</summary>
        public IEnumerable<(int At, int[] Taps)> Windows() =>
            from at in Positions(Target)
            select (
                Target.Offset(at.Channel, at.Z, at.Y, at.X),
                (from z in Along(at.Z, Window.KernelD, Window.StrideD, Window.DilationD, Window.PadFront, Source.Depth)
                 from y in Along(at.Y, Window.KernelH, Window.StrideH, Window.DilationH, Window.PadTop, Source.Height)
                 from x in Along(at.X, Window.KernelW, Window.StrideW, Window.DilationW, Window.PadLeft, Source.Width)
                 select Source.Offset(at.Channel, z, y, x)).ToArray());

        private static IEnumerable<int> Along(int output, int kernel, int stride, int dilation, int padding, int size) =>
            Enumerable.Range(0, kernel).Select(tap => (output * stride) - padding + (tap * dilation)).Where(at => at >= 0 && at < size);

        private static IEnumerable<(int Channel, int Z, int Y, int X)> Positions(Layout layout) =>
            from c in Enumerable.Range(0, layout.Channels)
            from z in Enumerable.Range(0, layout.Depth)
            from y in Enumerable.Range(0, layout.Height)
            from x in Enumerable.Range(0, layout.Width)
            select (c, z, y, x);
    }
}
