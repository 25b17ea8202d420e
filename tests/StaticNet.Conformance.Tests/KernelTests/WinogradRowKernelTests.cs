using System.Runtime.Versioning;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>
/// Winograd's convolutions over rows alone, on maps in rows and in blocks of channels that fit neither strips, tiles nor vectors, in every instruction set that this machine
/// runs, between inaccessible pages, as a whole and unit by unit; and the error bound that the documentation of <see cref="Precision.Fast"/> states.
/// </summary>
public sealed class WinogradRowKernelTests
{
    private delegate void FilterMethod(ref float weights, ref float filters);

    private delegate void ScaledFilterMethod(ref float weights, ref float scale, ref float filters);

    private delegate void ConvMethod(ref float x, ref float filters, ref float bias, ref float sum, ref float rows, ref float products, ref float y);

    private delegate void ConvUnitsMethod(ref float x, ref float filters, ref float bias, ref float sum, ref float rows, ref float products, ref float y, int from, int to);

    private delegate void PooledMethod(ref float x, ref float filters, ref float bias, ref float rows, ref float products, ref float y);

    private delegate void AlongMethod(ref float x, ref float filters, ref float bias, ref float rows, ref float y);

    private delegate void PooledUnitsMethod(ref float x, ref float filters, ref float bias, ref float rows, ref float products, ref float y, int from, int to);

    public static TheoryData<string> Names => [.. Rows.Concat(Along).Select(static row => row.ToString())];

    public static TheoryData<string> NormalNames => [.. Normal.Select(static row => row.ToString())];

    /// <summary>How a source lies: in blocks of channels, in padded rows, or in rows without padding.</summary>
    private enum Lie
    {
        Blocked,
        Padded,
        Compact,
    }

    /// <summary>The same with vectors along rows, at least 16 long.</summary>
    private static Row[] Along { get; } =
    [
        .. new[]
        {
            new(2, 5, 5, Lie.Compact, 1, 6, 28, 28, [2, 2, 2, 2]) { Pooled = PoolKind.Max }, new(2, 5, 5, Lie.Padded, 1, 6, 13, 28, [2, 2, 2, 2]),
            new(2, 5, 5, Lie.Padded, 3, 7, 9, 17, [0, 1, 2, 3]) { Pooled = PoolKind.Average }, new(2, 5, 3, Lie.Compact, 2, 1, 6, 16, [0, 0, 0, 0]),
            new(2, 3, 3, Lie.Compact, 3, 5, 16, 33, [1, 1, 1, 1]) { Pooled = PoolKind.Sum }, new(2, 3, 3, Lie.Padded, 1, 8, 7, 48, [1, 1, 1, 1]),
            new(2, 3, 5, Lie.Padded, 4, 9, 10, 19, [3, 4, 1, 2]) { Pooled = PoolKind.Max }, new Row(2, 3, 1, Lie.Compact, 2, 4, 1, 40, [1, 0, 1, 0]),
        }.Select(static row => row with { IsAlongRows = true }),
    ];

    // Size, rows and columns of taps, how the input lies, channels, filters, rows and columns of the input, padding above, before, below and behind.
    private static Row[] Rows { get; } =
    [
        new(2, 5, 5, Lie.Padded, 6, 16, 14, 14, [0, 0, 0, 0]), new(2, 5, 5, Lie.Padded, 6, 16, 14, 14, [0, 0, 0, 0]) { Pooled = PoolKind.Max },
        new(2, 5, 5, Lie.Padded, 1, 33, 9, 17, [2, 2, 2, 2]) { Pooled = PoolKind.Average }, new(2, 5, 5, Lie.Compact, 3, 24, 7, 29, [1, 2, 3, 0]),
        new(2, 5, 3, Lie.Blocked, 20, 20, 6, 5, [2, 1, 2, 1]), new(2, 5, 5, Lie.Padded, 3, 6, 5, 5, [0, 0, 0, 0]),
        .. new[] { 2, 4 }.SelectMany(static size => new Row[]
        {
            new(size, 3, 3, Lie.Padded, 3, 16, 13, 11, [1, 1, 1, 1]), new(size, 3, 3, Lie.Compact, 3, 64, 32, 32, [1, 1, 1, 1]), new(size, 3, 3, Lie.Compact, 5, 40, 11, 19, [2, 2, 2, 2]),
            new(size, 3, 3, Lie.Padded, 1, 17, 10, 37, [1, 1, 1, 1]) { Pooled = PoolKind.Max }, new(size, 3, 3, Lie.Padded, 4, 48, 15, 13, [0, 0, 0, 0]) { Pooled = PoolKind.Sum },
            new(size, 3, 3, Lie.Blocked, 16, 16, 9, 7, [1, 1, 1, 1]), new(size, 3, 3, Lie.Blocked, 35, 50, 6, 33, [0, 1, 2, 0]), new(size, 3, 1, Lie.Padded, 2, 8, 3, 3, [1, 0, 1, 0]),
            new(size, 3, 5, Lie.Padded, 7, 23, 1, 21, [1, 2, 1, 2]), new(size, 3, 3, Lie.Padded, 2, 16, 70, 6, [3, 4, 1, 3]),
        }),
    ];

    /// <summary>Inputs and weights drawn from a normal distribution, of few channels and of many.</summary>
    private static Row[] Normal { get; } =
    [
        new(2, 5, 5, Lie.Padded, 1, 6, 28, 28, [2, 2, 2, 2]) { IsAlongRows = true }, new(2, 3, 3, Lie.Padded, 3, 8, 28, 28, [1, 1, 1, 1]) { IsAlongRows = true },
        new(2, 5, 5, Lie.Padded, 6, 16, 28, 28, [2, 2, 2, 2]), new(2, 5, 5, Lie.Blocked, 64, 32, 14, 14, [2, 2, 2, 2]),
        .. new[] { 2, 4 }.SelectMany(static size => new Row[]
        {
            new(size, 3, 3, Lie.Padded, 3, 32, 32, 32, [1, 1, 1, 1]), new(size, 3, 3, Lie.Blocked, 64, 32, 28, 28, [1, 1, 1, 1]),
        }),
    ];

    private static Lazy<EmittedKernels> Emitted { get; } = new(static () => new EmittedKernels(Rows.Concat(Along).Concat(Normal).SelectMany(static row => row.Kernels)));

    [Theory]
    [MemberData(nameof(Names))]
    public void ComputesWhatTheFormulaSays(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Row row = Rows.Concat(Along).Single(candidate => candidate.ToString() == name);
        foreach (bool normed in new[] { false, true })
        {
            var data = new Data(row, new Random(1), normed, normal: false);
            foreach (InstructionSet set in InstructionSet.Supported)
            {
                foreach (bool atEnd in new[] { false, true })
                {
                    float[] whole = Run(row, row.Whole, data, set, atEnd), units = row.IsAlongRows ? whole : Run(row, row.Split, data, set, atEnd);
                    Numbers.AssertClose(data.Expected, data.ValuesOf(whole), row.Size + row.KernelH == 5 ? 1e-5 : 2e-5, $"{row} in {set}");
                    Assert.True(data.ValuesOf(whole).SequenceEqual(data.ValuesOf(units)), $"{row} in {set}: units give other bits than the map as a whole");
                }
            }
        }
    }

    /// <summary>The figures in the documentation of <see cref="Precision.Fast"/>.</summary>
    [Theory]
    [MemberData(nameof(NormalNames))]
    public void ErrorIsWithinTheStatedBound(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Row row = Normal.Single(candidate => candidate.ToString() == name);
        var data = new Data(row, new Random(2), normed: false, normal: true);
        foreach (InstructionSet set in InstructionSet.Supported)
        {
            float[] y = data.ValuesOf(Run(row, row.Whole, data, set, atEnd: false));
            double scale = Numbers.RootMeanSquare(data.Expected);
            double[] errors = [.. data.Expected.Zip(y, (expected, actual) => Math.Abs(actual - expected) / scale)];
            (double mean, double greatest) = (Numbers.RootMeanSquare(errors), errors.Max());
            (double meanBound, double greatestBound) = row.Size + row.KernelH == 5 ? (1e-6, 1e-5) : (1.5e-6, 2e-5);
            Assert.True(mean <= meanBound && greatest <= greatestBound, $"{row} in {set}: error {mean:G3} rms, {greatest:G3} at most, of the output's rms");
        }
    }

    /// <summary>Past these limits the JIT spills, or gives up optimising.</summary>
    [Fact]
    public void MethodsStayWithinWhatTheJitOptimises()
    {
        foreach (System.Reflection.MethodInfo method in Emitted.Value.Methods)
        {
            System.Reflection.MethodBody body = method.GetMethodBody()!;
            Assert.True(body.GetILAsByteArray()!.Length < 20_000, $"{method.DeclaringType}.{method.Name} has {body.GetILAsByteArray()!.Length} bytes of IL");
            Assert.True(body.LocalVariables.Count <= 100, $"{method.DeclaringType}.{method.Name} has {body.LocalVariables.Count} locals");
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static float[] Run(Row row, Kernel kernel, Data data, InstructionSet set, bool atEnd)
    {
        var all = new List<GuardedBuffer>();
        try
        {
            // What a kernel shall write begins as NaN, which would show in every result that depends on it.
            GuardedBuffer New(int length, params float[] values)
            {
                var buffer = new GuardedBuffer(length, 0, isAligned: true, atEnd);
                buffer.Span.Fill(float.NaN);
                values.CopyTo(buffer.Span);
                all.Add(buffer);
                return buffer;
            }

            GuardedBuffer x = New(data.X.Length, data.X), weights = New(data.Weights.Length, data.Weights), bias = New(data.Bias.Length, data.Bias), sum = New(data.Sum.Length, data.Sum);
            GuardedBuffer scale = New(data.Bias.Length, data.Scale ?? []), filters = New(row.FilterLength);
            (int ofRows, int ofProducts) = kernel is WinogradRowConvKernel conv ? (conv.RowsLength, conv.ProductsLength) : (((WinogradRowPlanarConvKernel)kernel).RowsLength, 0);
            GuardedBuffer rows = New(ofRows), products = New(ofProducts), y = New(row.Stored.Length);
            EmittedKernels kernels = Emitted.Value;
            if (data.Scale is null)
            {
                kernels.Bind<FilterMethod>(row.Filter(false), set.Name)(ref weights.Origin, ref filters.Origin);
            }
            else
            {
                kernels.Bind<ScaledFilterMethod>(row.Filter(true), set.Name)(ref weights.Origin, ref scale.Origin, ref filters.Origin);
            }

            if (row.IsAlongRows)
            {
                kernels.Bind<AlongMethod>(kernel, set.Name)(ref x.Origin, ref filters.Origin, ref bias.Origin, ref rows.Origin, ref y.Origin);
            }
            else if (kernel.Units == 1)
            {
                if (row.Pooled is null)
                {
                    kernels.Bind<ConvMethod>(kernel, set.Name)(ref x.Origin, ref filters.Origin, ref bias.Origin, ref sum.Origin, ref rows.Origin, ref products.Origin, ref y.Origin);
                }
                else
                {
                    kernels.Bind<PooledMethod>(kernel, set.Name)(ref x.Origin, ref filters.Origin, ref bias.Origin, ref rows.Origin, ref products.Origin, ref y.Origin);
                }
            }
            else
            {
                // All but the first, and then each by itself, the last first: none may need what another leaves behind.
                foreach ((int from, int to) in Enumerable.Range(0, kernel.Units).Select(static unit => (unit, unit + 1)).Append((1, kernel.Units)).Reverse())
                {
                    if (row.Pooled is null)
                    {
                        kernels.Bind<ConvUnitsMethod>(kernel, set.Name)(
                            ref x.Origin, ref filters.Origin, ref bias.Origin, ref sum.Origin, ref rows.Origin, ref products.Origin, ref y.Origin, from, to);
                    }
                    else
                    {
                        kernels.Bind<PooledUnitsMethod>(kernel, set.Name)(ref x.Origin, ref filters.Origin, ref bias.Origin, ref rows.Origin, ref products.Origin, ref y.Origin, from, to);
                    }
                }
            }

            for (int i = 0; i < all.Count; i++)
            {
                all[i].AssertUntouchedOutside($"{row} in {set}, buffer {i}");
            }

            Assert.True(x.Span.SequenceEqual(data.X) && weights.Span.SequenceEqual(data.Weights), $"{row} in {set} wrote to its input");

            // Of rows that have been padded to whole vectors, the last may stay as they were.
            Assert.True(row.IsAlongRows || y.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0, $"{row} in {set} left values that are not finite");
            return y.Span.ToArray();
        }
        finally
        {
            all.ForEach(static buffer => buffer.Dispose());
        }
    }

    /// <summary>A convolution and the kernels that compute it.</summary>
    private sealed record Row(int Size, int KernelH, int KernelW, Lie Lie, int Channels, int Filters, int Height, int Width, int[] Padding)
    {
        public PoolKind? Pooled { get; init; }

        public bool IsAlongRows { get; init; }

        public bool HasSum => Pooled is null && !IsAlongRows;

        public Layout Source => Lie == Lie.Blocked ? new(LayoutKind.Blocked, Channels, Height, Width, Width)
            : new(LayoutKind.Planar, Channels, Height, Width, Lie == Lie.Padded ? Layout.RoundUp(Width) : Width);

        public Layout Target => Map(Height + Padding[0] + Padding[2] - KernelH + 1, Width + Padding[1] + Padding[3] - KernelW + 1);

        public Layout Stored => Pooled is null ? Target : Map(Target.Height / 2, Target.Width / 2);

        public PackedFilters Packed => PackedFilters.Create(Filters, Channels, KernelH, KernelW, 1, Lie == Lie.Blocked);

        public WinogradRowShape Shape => new(Size, Source, Target, Packed, TapAxis.Forward(Target.Width, Width, KernelW, 1, 1, Padding[1]), Padding[0]);

        public Kernel Whole => IsAlongRows
            ? new WinogradRowPlanarConvKernel(
                "Conv", Source, Target, KernelH, KernelW, 1, Padding[0], Padding[1], Layout.RoundUp(Target.RowStride + KernelW - 1), HasBias: true, Activation, Pooled)
            : new WinogradRowConvKernel("Conv", Shape, new WinogradEpilogue(HasBias: true, HasSum, Activation) { Pooled = Pooled }) { LeastShared = long.MaxValue };

        public Kernel Split => Whole with { LeastShared = 0 };

        public IEnumerable<Kernel> Kernels => [Filter(false), Filter(true), Whole, Split];

        public int FilterLength => IsAlongRows ? Filters * Channels * (KernelH + 1) * KernelW : Shape.Transformed.Length;

        public int WeightLength => IsAlongRows ? Filters * Channels * KernelH * KernelW : Packed.Length;

        /// <summary>Where a weight lies.</summary>
        public int Weight(int k, int c, int tap)
        {
            PackedFilters packed = Packed;
            return IsAlongRows ? (((k * Channels) + c) * KernelH * KernelW) + tap
                : (k / 16 * packed.FilterBlockStride) + (k % 16) + (c / 16 * packed.ChannelBlockStride) + (c % 16 * packed.ChannelStride)
                    + (tap / KernelW * packed.RowStride) + (tap % KernelW * packed.ColumnStride);
        }

        /// <summary>Every second row has one.</summary>
        public Activation? Activation => Height % 2 == 0 ? new Activation(ActivationFunction.LeakyRelu, 0.25f) : null;

        public Kernel Filter(bool scaled) =>
            IsAlongRows ? new WinogradRowPlanarFilterKernel(Filters, Channels, KernelH, KernelW, scaled) : new WinogradRowFilterKernel(Size, Packed, scaled);

        public override string ToString() =>
            $"F({Size},{KernelH}) {KernelH}x{KernelW} {Lie} {Channels} to {Filters} at {Height}x{Width} padded {string.Join(",", Padding)}{(Pooled is null ? "" : $" {Pooled}")}{(IsAlongRows ? " along rows" : "")}";

        private Layout Map(int height, int width) => IsAlongRows
            ? new(LayoutKind.Planar, Filters, height, width, Layout.RoundUp(width))
            : new(LayoutKind.Blocked, Filters, height, width, width);
    }

    /// <summary>Contents of the buffers, and the outputs that they shall give.</summary>
    private sealed class Data
    {
        private readonly (int Channel, int Y, int X)[] places;
        private readonly Layout stored;

        public Data(Row row, Random random, bool normed, bool normal)
        {
            float Draw() => normal
                ? (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))
                : (float)((2 * random.NextDouble()) - 1);
            Layout target = row.Target;
            int taps = row.KernelH * row.KernelW;
            float[] kernel = [.. Enumerable.Range(0, row.Filters * row.Channels * taps).Select(_ => Draw() / MathF.Sqrt(taps * row.Channels))];
            stored = row.Stored;
            X = row.Source.Activation(random, Draw);
            Weights = new float[row.WeightLength];
            Bias = new float[Layout.RoundUp(row.Filters)];
            Sum = target.Activation(random, normal ? static () => 0f : Draw);
            Scale = normed ? new float[Layout.RoundUp(row.Filters)] : null;
            for (int k = 0; k < row.Filters; k++)
            {
                Bias[k] = normal ? 0 : Draw();
                Scale?[k] = 1 + (Draw() / 2);
                for (int i = 0; i < row.Channels * taps; i++)
                {
                    Weights[row.Weight(k, i / taps, i % taps)] = kernel[(k * row.Channels * taps) + i];
                }
            }

            double At(int k, int y, int x)
            {
                double sum = 0;
                for (int tap = 0; tap < taps; tap++)
                {
                    int sy = y + (tap / row.KernelW) - row.Padding[0], sx = x + (tap % row.KernelW) - row.Padding[1];
                    for (int c = 0; c < row.Channels && sy >= 0 && sy < row.Height && sx >= 0 && sx < row.Width; c++)
                    {
                        sum += (double)X[row.Source.Offset(c, sy, sx)] * kernel[(((k * row.Channels) + c) * taps) + tap];
                    }
                }

                sum = (sum * (Scale?[k] ?? 1)) + Bias[k] + (row.HasSum ? Sum[target.Offset(k, y, x)] : 0);
                return row.Activation is null || sum > 0 ? sum : sum * 0.25;
            }

            places = [.. stored.Positions()];
            Expected = [.. places.Select(p =>
            {
                if (row.Pooled is null)
                {
                    return At(p.Channel, p.Y, p.X);
                }

                double[] window = [.. new[] { (0, 0), (0, 1), (1, 0), (1, 1) }.Select(o => At(p.Channel, (2 * p.Y) + o.Item1, (2 * p.X) + o.Item2))];
                return row.Pooled switch { PoolKind.Max => window.Max(), PoolKind.Average => window.Average(), _ => window.Sum() };
            })];
        }

        public float[] X { get; }

        public float[] Weights { get; }

        public float[] Bias { get; }

        public float[] Sum { get; }

        public float[]? Scale { get; }

        public double[] Expected { get; }

        public float[] ValuesOf(float[] y) => [.. places.Select(p => y[stored.Offset(p.Channel, p.Y, p.X)])];
    }
}
