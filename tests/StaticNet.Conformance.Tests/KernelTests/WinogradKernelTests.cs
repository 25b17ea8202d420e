using System.Runtime.Versioning;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>
/// Winograd's convolutions on maps and channels that fit neither tiles nor vectors, in every instruction set that this machine runs, between
/// inaccessible pages, as a whole and unit by unit; and the error bounds that the documentation of <see cref="Precision.Fast"/> states.
/// </summary>
public sealed class WinogradKernelTests
{
    private delegate void FilterMethod(ref float weights, ref float filters);

    private delegate void ScaledFilterMethod(ref float weights, ref float scale, ref float filters);

    private delegate void PatchMethod(ref float x, ref float patches, int from, int to);

    private delegate void SinglePatchMethod(ref float x, ref float patches);

    private delegate void ConvMethod(ref float x, ref float filters, ref float bias, ref float sum, ref float patches, ref float products, ref float y, int from, int to);

    private delegate void SingleConvMethod(ref float x, ref float filters, ref float bias, ref float sum, ref float patches, ref float products, ref float y);

    private delegate void ProductMethod(ref float patches, ref float filters, ref float bias, ref float sum, ref float products, ref float y, int from, int to);

    private delegate void SingleProductMethod(ref float patches, ref float filters, ref float bias, ref float sum, ref float products, ref float y);

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.ToString())];

    public static TheoryData<string> NormalNames => [.. Normal.Select(static row => row.ToString())];

    // Channels, filters, rows and columns of the input, padding above, before, below and behind.
    private static Row[] Rows { get; } =
    [
        .. new[] { 2, 4 }.SelectMany(static size => new Row[]
        {
            new(size, 3, 16, 16, 5, 5, [1, 1, 1, 1]), new(size, 3, 3, 16, 5, 7, [1, 1, 1, 1]), new(size, 3, 5, 17, 6, 5, [0, 0, 0, 0]),
            new(size, 3, 17, 33, 7, 7, [1, 1, 1, 1]), new(size, 3, 33, 16, 8, 9, [2, 2, 2, 2]), new(size, 3, 64, 48, 14, 14, [1, 1, 1, 1]),
            new(size, 3, 16, 64, 57, 33, [1, 1, 1, 1]), new(size, 3, 48, 33, 3, 31, [0, 1, 2, 0]), new(size, 3, 16, 80, 12, 3, [0, 2, 1, 1]),
            new(size, 3, 512, 32, 7, 7, [1, 1, 1, 1]), new(size, 3, 20, 20, 1, 1, [1, 1, 1, 1]), new(size, 3, 16, 16, 2, 29, [3, 4, 1, 3]),
            new(size, 3, 32, 48, 28, 28, [1, 1, 1, 1]), new(size, 3, 16, 16, 3, 3, [0, 0, 0, 0]),
        }),
        .. new (int Rows, int Columns)[] { (2, 2), (2, 1), (1, 2) }.SelectMany(static stride => new Row[]
        {
            new(2, 3, 16, 16, 5, 5, [1, 1, 1, 1]), new(2, 3, 3, 16, 5, 7, [1, 1, 1, 1]), new(2, 3, 5, 17, 6, 5, [0, 0, 0, 0]), new(2, 3, 17, 33, 8, 7, [1, 1, 1, 1]),
            new(2, 3, 33, 16, 8, 9, [2, 2, 2, 2]), new(2, 3, 64, 48, 28, 28, [1, 1, 1, 1]), new(2, 3, 48, 33, 3, 31, [0, 1, 2, 0]), new(2, 3, 16, 80, 12, 3, [0, 2, 1, 1]),
            new(2, 3, 128, 32, 14, 14, [1, 1, 1, 1]), new(2, 3, 16, 16, 2, 29, [3, 4, 1, 3]), new(2, 3, 20, 20, 1, 1, [1, 1, 1, 1]), new(2, 3, 16, 64, 57, 33, [1, 1, 1, 1]),
        }.Select(row => row with { Stride = stride })),
        .. new (int Rows, int Columns)[] { (4, 2), (2, 4) }.SelectMany(static size => new Row[]
        {
            new(size.Rows, 3, 3, 16, 5, 7, [1, 1, 1, 1]), new(size.Rows, 3, 17, 33, 7, 7, [1, 1, 1, 1]), new(size.Rows, 3, 5, 17, 6, 5, [0, 0, 0, 0]), new(size.Rows, 3, 48, 33, 3, 31, [0, 1, 2, 0]),
            new(size.Rows, 3, 512, 32, 7, 7, [1, 1, 1, 1]), new(size.Rows, 3, 16, 64, 57, 33, [1, 1, 1, 1]), new(size.Rows, 3, 20, 20, 1, 1, [1, 1, 1, 1]), new(size.Rows, 3, 33, 16, 8, 9, [2, 2, 2, 2]),
        }.Select(row => row with { ColumnSize = size.Columns })),
        new(2, 5, 16, 32, 14, 14, [2, 2, 2, 2]), new(2, 5, 17, 33, 7, 9, [1, 2, 3, 0]), new(2, 5, 48, 20, 27, 27, [2, 2, 2, 2]), new(2, 5, 5, 16, 5, 5, [0, 0, 0, 0]),
    ];

    /// <summary>Inputs and weights drawn from a normal distribution, over the depths that networks have.</summary>
    private static Row[] Normal { get; } =
    [
        .. new[] { 2, 4 }.SelectMany(static size => new Row[]
        {
            new(size, 3, 16, 32, 28, 28, [1, 1, 1, 1]), new(size, 3, 64, 32, 28, 28, [1, 1, 1, 1]), new(size, 3, 256, 32, 14, 14, [1, 1, 1, 1]), new(size, 3, 512, 64, 14, 14, [1, 1, 1, 1]),
        }),
        new(2, 5, 64, 32, 28, 28, [2, 2, 2, 2]),
        .. new[] { 64, 256, 512 }.Select(static channels => new Row(4, 3, channels, 32, 14, 14, [1, 1, 1, 1]) { ColumnSize = 2 }),
        new(2, 3, 16, 32, 56, 56, [1, 1, 1, 1]) { Stride = (2, 2) }, new(2, 3, 64, 32, 56, 56, [1, 1, 1, 1]) { Stride = (2, 2) }, new(2, 3, 256, 32, 28, 28, [1, 1, 1, 1]) { Stride = (2, 2) },
        new(2, 3, 512, 64, 28, 28, [1, 1, 1, 1]) { Stride = (2, 2) }, new(2, 3, 256, 32, 28, 28, [1, 1, 1, 1]) { Stride = (1, 2) },
    ];

    private static Lazy<EmittedKernels> Emitted { get; } = new(static () => new EmittedKernels([.. Rows.SelectMany(static row => row.Kernels), .. Normal.SelectMany(static row => row.Kernels)]));

    [Theory]
    [MemberData(nameof(Names))]
    public void ComputesWhatTheFormulaSays(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Row row = Rows.Single(candidate => candidate.ToString() == name);
        foreach (bool normed in new[] { false, true })
        {
            var data = new Data(row, new Random(1), normed);
            foreach (InstructionSet set in InstructionSet.Supported)
            {
                foreach (bool atEnd in new[] { false, true })
                {
                    float[] whole = Run(row, data, set, atEnd, ByMap);
                    AssertClose(row, data, whole, $"{row} in {set}, the map as a whole");
                    float[] strips = Run(row, data, set, atEnd, ByStrips), parts = Run(row, data, set, atEnd, ByParts);
                    Assert.True(whole.AsSpan().SequenceEqual(strips), $"{row} in {set}: strips give other bits than the map as a whole");
                    Assert.True(whole.AsSpan().SequenceEqual(parts), $"{row} in {set}: parts of blocks give other bits than the map as a whole");
                }
            }
        }
    }

    /// <summary>Two threads may be at neighbouring shares at the same time, wherever those begin and end: their products and outputs must not lie in the same place.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void NeighbouringSharesWriteDifferentMemory(string name)
    {
        Row row = Rows.Single(candidate => candidate.ToString() == name);
        int units = row.Products.Units;
        if (OperatingSystem.IsWindows() || units == 1)
        {
            return;
        }

        var data = new Data(row, new Random(3), normed: false);
        InstructionSet set = InstructionSet.Supported.First();
        using var at = new Buffers(row, data, atEnd: false);
        Emitted.Value.Bind<FilterMethod>(row.Filter(false), set.Name)(ref at.Weights.Origin, ref at.Filters.Origin);
        TransformPatches(row, set, at);
        ProductMethod method = Emitted.Value.Bind<ProductMethod>(row.Products, set.Name);
        HashSet<int> Written(int from, int to)
        {
            at.Products.Span.Fill(float.NaN);
            at.Y.Span.Fill(float.NaN);
            method(ref at.Patches.Origin, ref at.Filters.Origin, ref at.Bias.Origin, ref at.Sum.Origin, ref at.Products.Origin, ref at.Y.Origin, from, to);
            return [.. Places(at.Products.Span, 0), .. Places(at.Y.Span, at.Products.Span.Length)];
        }

        // Every unit beside shares of one to five, up to a few dozen of them.
        foreach (int unit in Enumerable.Range(0, units - 1).Where(unit => unit % ((units / 24) + 1) == 0))
        {
            HashSet<int> first = Written(unit, unit + 1);
            for (int end = unit + 2; end <= Math.Min(units, unit + 6); end++)
            {
                Assert.False(first.Overlaps(Written(unit + 1, end)), $"{row}: unit {unit} and those from {unit + 1} up to {end} write the same memory");
            }
        }
    }

    private static IEnumerable<int> Places(ReadOnlySpan<float> memory, int origin)
    {
        var places = new List<int>();
        for (int i = 0; i < memory.Length; i++)
        {
            if (!float.IsNaN(memory[i]))
            {
                places.Add(origin + i);
            }
        }

        return places;
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
            float[] y = Run(row, data, set, atEnd: false, ByMap);
            double scale = Numbers.RootMeanSquare([.. data.Expected.Values]);
            double[] errors = [.. data.Expected.Select(pair => Math.Abs(y[row.Target.Offset(pair.Key.Filter, pair.Key.Y, pair.Key.X)] - pair.Value) / scale)];
            (double mean, double greatest) = (Numbers.RootMeanSquare(errors), errors.Max());
            (double meanBound, double greatestBound) = row.Stride != (1, 1) ? (1.5e-6, 1.5e-5) : row.IsSmall ? (1e-6, 1e-5) : (3e-6, 4e-5);
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

    /// <summary>All units at once, all but the first, and then each by itself, the last first: none may need what another leaves behind.</summary>
    private static void Share(int units, Action<int, int> work)
    {
        work(0, units);
        work(1, units);
        for (int unit = units - 1; unit >= 0; unit--)
        {
            work(unit, unit + 1);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void TransformPatches(Row row, InstructionSet set, Buffers at)
    {
        EmittedKernels kernels = Emitted.Value;
        if (row.Patches.Units == 1)
        {
            kernels.Bind<SinglePatchMethod>(row.Patches, set.Name)(ref at.X.Origin, ref at.Patches.Origin);
        }
        else
        {
            PatchMethod method = kernels.Bind<PatchMethod>(row.Patches, set.Name);
            Share(row.Patches.Units, (from, to) => method(ref at.X.Origin, ref at.Patches.Origin, from, to));
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void ByMap(Row row, InstructionSet set, Buffers at)
    {
        EmittedKernels kernels = Emitted.Value;
        TransformPatches(row, set, at);
        if (row.Products.Units == 1)
        {
            kernels.Bind<SingleProductMethod>(row.Products, set.Name)(ref at.Patches.Origin, ref at.Filters.Origin, ref at.Bias.Origin, ref at.Sum.Origin, ref at.Products.Origin, ref at.Y.Origin);
        }
        else
        {
            ProductMethod method = kernels.Bind<ProductMethod>(row.Products, set.Name);
            Share(row.Products.Units, (from, to) => method(
                ref at.Patches.Origin, ref at.Filters.Origin, ref at.Bias.Origin, ref at.Sum.Origin, ref at.Products.Origin, ref at.Y.Origin, from, to));
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void ByStrips(Row row, InstructionSet set, Buffers at) => RunStrips(row.Strips, set, at);

    [UnsupportedOSPlatform("windows")]
    private static void ByParts(Row row, InstructionSet set, Buffers at) => RunStrips(row.Parts, set, at);

    [UnsupportedOSPlatform("windows")]
    private static void RunStrips(WinogradConvKernel kernel, InstructionSet set, Buffers at)
    {
        if (kernel.Units == 1)
        {
            Emitted.Value.Bind<SingleConvMethod>(kernel, set.Name)(
                ref at.X.Origin, ref at.Filters.Origin, ref at.Bias.Origin, ref at.Sum.Origin, ref at.Patches.Origin, ref at.Products.Origin, ref at.Y.Origin);
            return;
        }

        ConvMethod method = Emitted.Value.Bind<ConvMethod>(kernel, set.Name);
        Share(kernel.Units, (from, to) => method(
            ref at.X.Origin, ref at.Filters.Origin, ref at.Bias.Origin, ref at.Sum.Origin, ref at.Patches.Origin, ref at.Products.Origin, ref at.Y.Origin, from, to));
    }

    [UnsupportedOSPlatform("windows")]
    private static float[] Run(Row row, Data data, InstructionSet set, bool atEnd, Action<Row, InstructionSet, Buffers> run)
    {
        using var at = new Buffers(row, data, atEnd);
        if (data.Scale is null)
        {
            Emitted.Value.Bind<FilterMethod>(row.Filter(false), set.Name)(ref at.Weights.Origin, ref at.Filters.Origin);
        }
        else
        {
            Emitted.Value.Bind<ScaledFilterMethod>(row.Filter(true), set.Name)(ref at.Weights.Origin, ref at.Scale.Origin, ref at.Filters.Origin);
        }

        run(row, set, at);
        at.AssertUntouchedOutside($"{row} in {set}");
        Assert.True(at.X.Span.SequenceEqual(data.X) && at.Weights.Span.SequenceEqual(data.Weights), $"{row} in {set} wrote to its input");
        Assert.True(at.Y.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0, $"{row} in {set} left values that are not finite");
        return at.Y.Span.ToArray();
    }

    private static void AssertClose(Row row, Data data, float[] y, string what)
    {
        (int Filter, int Y, int X)[] places = [.. data.Expected.Keys];
        Numbers.AssertClose([.. data.Expected.Values], [.. places.Select(p => y[row.Target.Offset(p.Filter, p.Y, p.X)])], row.IsSmall ? 1e-5 : 2e-5, what);
    }

    /// <summary>A convolution and the kernels that compute it.</summary>
    private sealed record Row(int Size, int Taps, int Channels, int Filters, int Height, int Width, int[] Padding)
    {
        public Layout Source => new(LayoutKind.Blocked, Channels, Height, Width, Width);

        public Layout Target => new(LayoutKind.Blocked, Filters, ((Height + Padding[0] + Padding[2] - Taps) / Stride.Rows) + 1, TargetWidth, TargetWidth);

        public (int Rows, int Columns) Stride { get; init; } = (1, 1);

        /// <summary>Columns of a tile, where it is not square.</summary>
        public int ColumnSize { get; init; } = Size;

        public WinogradShape Shape => new(new WinogradAxis(Size, Taps, Stride.Rows), new WinogradAxis(ColumnSize, Taps, Stride.Columns), Source, Target, Padding[0], Padding[1]);

        /// <summary>Whether the transforms are sums alone.</summary>
        public bool IsSmall => Size == 2 && ColumnSize == 2 && Taps == 3;

        public PackedFilters Packed => PackedFilters.Create(Filters, Channels, Taps, Taps, 1, blockedSource: true);

        public WinogradPatchKernel Patches => new(Shape);

        public WinogradProductKernel Products => new(Shape, Epilogue) { LeastShared = 0 };

        /// <summary>Two blocks of tiles at a time, three to a unit, so that a unit is more than one strip.</summary>
        public WinogradConvKernel Strips => new(Shape, 2, 3, 1, Epilogue) { LeastShared = 0 };

        /// <summary>Two blocks of tiles at a time, and a unit for every group of filters of a block, or for some of them.</summary>
        public WinogradConvKernel Parts => new(Shape, 2, 1, Math.Min(2, Shape.Groups), Epilogue) { LeastShared = 0 };

        public IEnumerable<Kernel> Kernels => [Filter(false), Filter(true), Patches, Products, Strips, Parts];

        private int TargetWidth => ((Width + Padding[1] + Padding[3] - Taps) / Stride.Columns) + 1;

        private WinogradEpilogue Epilogue => new(HasBias: true, HasSum: true, Activation);

        /// <summary>Every second row has one.</summary>
        public Activation? Activation => Height % 2 == 0 ? new Activation(ActivationFunction.LeakyRelu, 0.25f) : null;

        public WinogradFilterKernel Filter(bool scaled) => new(Shape.Rows, Shape.Columns, Packed, scaled);

        public override string ToString() => $"{Shape.Title} {Channels} to {Filters} at {Height}x{Width} padded {string.Join(",", Padding)}";
    }

    /// <summary>Contents of the buffers, and some of the outputs that they shall give.</summary>
    private sealed class Data
    {
        public Data(Row row, Random random, bool normed, bool normal = false)
        {
            float Draw() => normal
                ? (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))
                : (float)((2 * random.NextDouble()) - 1);
            X = row.Source.Activation(random, Draw);
            int taps = row.Taps;
            float[] kernel = [.. Enumerable.Range(0, row.Filters * row.Channels * taps * taps).Select(_ => Draw() / (taps * MathF.Sqrt(row.Channels)))];
            PackedFilters packed = row.Packed;
            Weights = new float[packed.Length];
            Bias = new float[Layout.RoundUp(row.Filters)];
            Sum = row.Target.Activation(random, normal ? static () => 0f : Draw);
            Scale = normed ? new float[Layout.RoundUp(row.Filters)] : null;
            for (int k = 0; k < row.Filters; k++)
            {
                Bias[k] = normal ? 0 : Draw();
                Scale?[k] = 1 + (Draw() / 2);
                for (int c = 0; c < row.Channels; c++)
                {
                    for (int tap = 0; tap < taps * taps; tap++)
                    {
                        Weights[(k / 16 * packed.FilterBlockStride) + (k % 16) + (c / 16 * packed.ChannelBlockStride) + (c % 16 * packed.ChannelStride)
                            + (tap / taps * packed.RowStride) + (tap % taps * packed.ColumnStride)] = kernel[(((k * row.Channels) + c) * taps * taps) + tap];
                    }
                }
            }

            // Every output of a small layer, and of a large one as many as make the check fast; the corners always.
            Layout target = row.Target;
            int step = Math.Max(1, target.Values * row.Channels / 400_000);
            foreach ((int k, int y, int x) in target.Positions().Where((p, i) => i % step == 0 || ((p.Y == 0 || p.Y == target.Height - 1) && (p.X == 0 || p.X == target.Width - 1))))
            {
                double sum = 0;
                for (int tap = 0; tap < taps * taps; tap++)
                {
                    int sy = (y * row.Stride.Rows) + (tap / taps) - row.Padding[0], sx = (x * row.Stride.Columns) + (tap % taps) - row.Padding[1];
                    if (sy >= 0 && sy < row.Height && sx >= 0 && sx < row.Width)
                    {
                        for (int c = 0; c < row.Channels; c++)
                        {
                            sum += (double)X[row.Source.Offset(c, sy, sx)] * kernel[(((k * row.Channels) + c) * taps * taps) + tap];
                        }
                    }
                }

                sum = (sum * (Scale?[k] ?? 1)) + Bias[k] + Sum[target.Offset(k, y, x)];
                Expected.Add((k, y, x), row.Activation is null || sum > 0 ? sum : sum * 0.25);
            }
        }

        public float[] X { get; }

        public float[] Weights { get; }

        public float[] Bias { get; }

        public float[] Sum { get; }

        public float[]? Scale { get; }

        public Dictionary<(int Filter, int Y, int X), double> Expected { get; } = [];
    }

    /// <summary>Guarded memory for one run.</summary>
    [UnsupportedOSPlatform("windows")]
    private sealed class Buffers : IDisposable
    {
        private readonly List<GuardedBuffer> all = [];

        public Buffers(Row row, Data data, bool atEnd)
        {
            X = New(data.X.Length, atEnd, data.X);
            Weights = New(data.Weights.Length, atEnd, data.Weights);
            Bias = New(data.Bias.Length, atEnd, data.Bias);
            Scale = New(data.Bias.Length, atEnd, data.Scale ?? []);
            Sum = New(data.Sum.Length, atEnd, data.Sum);
            Filters = New(row.Shape.FilterLength, atEnd, []);
            Patches = New(new[] { row.Patches.PatchesLength, row.Strips.PatchesLength, row.Parts.PatchesLength }.Max(), atEnd, []);
            Products = New(new[] { row.Products.ProductsLength, row.Strips.ProductsLength, row.Parts.ProductsLength }.Max(), atEnd, []);
            Y = New(row.Target.Length, atEnd, []);
        }

        public GuardedBuffer X { get; }

        public GuardedBuffer Weights { get; }

        public GuardedBuffer Bias { get; }

        public GuardedBuffer Sum { get; }

        public GuardedBuffer Scale { get; }

        public GuardedBuffer Filters { get; }

        public GuardedBuffer Patches { get; }

        public GuardedBuffer Products { get; }

        public GuardedBuffer Y { get; }

        public void AssertUntouchedOutside(string what)
        {
            for (int i = 0; i < all.Count; i++)
            {
                all[i].AssertUntouchedOutside($"{what}, buffer {i}");
            }
        }

        public void Dispose() => all.ForEach(static buffer => buffer.Dispose());

        /// <summary>What a kernel shall write begins as NaN, which would show in every result that depends on it.</summary>
        private GuardedBuffer New(int length, bool atEnd, float[] values)
        {
            var buffer = new GuardedBuffer(length, 0, isAligned: true, atEnd);
            buffer.Span.Fill(float.NaN);
            values.CopyTo(buffer.Span);
            all.Add(buffer);
            return buffer;
        }
    }
}
