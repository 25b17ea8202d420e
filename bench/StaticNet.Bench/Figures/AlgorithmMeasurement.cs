using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// The 3x3 and 5x5 convolutions of known networks by every algorithm, turn by turn, and the one that the cost model chooses: what it predicts is held against
/// what it takes.
/// </summary>
internal sealed class AlgorithmMeasurement : IMeasurement
{
    /// <summary>A choice this much slower than the fastest still counts as right: it is within what samples vary.</summary>
    private const double Tolerance = 1.1;

    // Channels, filters, rows of the square outputs and of filters, stride: VGG and ResNet, GoogLeNet and AlexNet, the small networks of CIFAR; those of ResNet that halve a map.
    private static readonly (int Channels, int Filters, int Size, int Taps, int Stride)[] Layers =
    [
        (64, 64, 224, 3, 1), (64, 128, 112, 3, 1), (128, 128, 112, 3, 1), (256, 256, 56, 3, 1), (512, 512, 28, 3, 1), (512, 512, 14, 3, 1),
        (64, 64, 56, 3, 1), (128, 128, 28, 3, 1), (256, 256, 14, 3, 1), (512, 512, 7, 3, 1),
        (64, 192, 56, 3, 1), (96, 128, 28, 3, 1), (160, 320, 14, 3, 1), (192, 384, 7, 3, 1), (192, 384, 13, 3, 1), (64, 192, 27, 5, 1), (16, 32, 28, 5, 1), (32, 128, 14, 5, 1),
        (32, 32, 32, 3, 1), (32, 64, 16, 3, 1), (64, 64, 8, 3, 1), (16, 16, 16, 3, 1), (16, 16, 8, 3, 1), (16, 16, 4, 3, 1), (16, 16, 3, 3, 1),
        (1, 16, 28, 5, 1), (3, 16, 32, 3, 1), (3, 32, 32, 3, 1), (3, 64, 56, 3, 1), (3, 64, 224, 3, 1), (6, 16, 14, 5, 1), (8, 32, 16, 3, 1),
        (64, 128, 28, 3, 2), (128, 128, 28, 3, 2), (128, 256, 14, 3, 2), (256, 256, 14, 3, 2), (256, 512, 7, 3, 2), (512, 512, 7, 3, 2), (16, 32, 16, 3, 2), (64, 64, 112, 3, 2),
    ];

    /// <summary>Channels below which a map lies in rows, as a network's input does.</summary>
    private const int LeastBlocked = 16;

    public string Verb => "algorithms";

    public string Description => "3x3 and 5x5 convolutions by direct sums and by Winograd, and whether the cost model chooses the fastest";

    public IEnumerable<Figure> Measure(bool quick)
    {
        using Affinity pinned = Affinity.Pin(1);
        foreach ((int channels, int filters, int size, int taps, int stride) in Layers)
        {
            int from = size * stride;
            LayoutKind kind = channels < LeastBlocked ? LayoutKind.Planar : LayoutKind.Blocked;
            Layout source = new(kind, channels, from, from, kind == LayoutKind.Planar ? Layout.RoundUp(from) : from), target = new(LayoutKind.Blocked, filters, size, size, size);
            ConvAlgorithm square = ConvCost.Choose(source, target, taps / 2, taps / 2, taps, stride, stride);
            ConvAlgorithm chosen = square == ConvAlgorithm.Direct && stride == 1 ? WinogradRowCost.Choose(Rows(source, target, taps, 2)) : square;
            (ConvAlgorithm Algorithm, Action Run)[] ways =
            [
                .. from algorithm in new[] { ConvAlgorithm.Direct, ConvAlgorithm.Winograd2, ConvAlgorithm.Winograd4, ConvAlgorithm.Winograd4x2, ConvAlgorithm.WinogradRows2, ConvAlgorithm.WinogradRows4 }
                   where taps == 3 || algorithm is not (ConvAlgorithm.Winograd4 or ConvAlgorithm.Winograd4x2 or ConvAlgorithm.WinogradRows4)
                   where stride == 1 || algorithm is ConvAlgorithm.Direct or ConvAlgorithm.Winograd2
                   select (algorithm, Of(algorithm, source, target, taps, stride)),
            ];
            TurnTimes times = Turns.Run(quick ? 7 : 25, 1, [.. ways.Select(static way => new Subject(way.Algorithm.ToString(), way.Run))]);
            double[] milliseconds = [.. Enumerable.Range(0, ways.Length).Select(subject => times.Milliseconds(subject).Median)];
            double gflop = 2e-9 * taps * taps * channels * filters * size * size;
            string Rate(int subject)
            {
                double rate = gflop / milliseconds[subject] * 1000;
                return FormattableString.Invariant($"{Name(ways[subject].Algorithm, taps)} {rate:0} GFLOP/s ({rate / times.Peak.Median:0.00} x peak)");
            }

            yield return new Figure(
                $"{taps}x{taps}{(stride == 1 ? "" : $" by {stride}")}, {channels} to {filters} at {size}x{size}",
                $"{string.Join(", ", Enumerable.Range(0, ways.Length).Select(Rate))}; chosen {Name(chosen, taps)}",
                FormattableString.Invariant($"chosen within {100 * (Tolerance - 1):0} % of the fastest"),
                milliseconds[Array.FindIndex(ways, way => way.Algorithm == chosen)] <= Tolerance * milliseconds.Min());
        }
    }

    /// <summary>A convolution between two layouts by one algorithm, on memory of its own, ready to be timed.</summary>
    internal static Action Of(ConvAlgorithm algorithm, Layout source, Layout target, int taps, int stride = 1) => algorithm switch
    {
        ConvAlgorithm.WinogradRows2 => WinogradRows(Rows(source, target, taps, 2)),
        ConvAlgorithm.WinogradRows4 => WinogradRows(Rows(source, target, taps, 4)),
        ConvAlgorithm.Direct => Direct(source, target, taps, stride),
        _ => Winograd(ConvCost.TilesOf(algorithm, source.AsBlocked(), target, taps / 2, taps / 2, taps, stride, stride)!, source),
    };

    private static Action Direct(Layout source, Layout target, int taps, int stride)
    {
        var program = new EmittedProgram();
        var packed = PackedFilters.Create(target.Channels, source.Channels, taps, taps, 1, source.IsBlocked);
        TapAxis rows = TapAxis.Forward(target.Height, source.Height, taps, stride, 1, taps / 2), columns = TapAxis.Forward(target.Width, source.Width, taps, stride, 1, taps / 2);
        program.Add(
            new BlockedConvKernel("Conv", source, target, packed, rows, columns, 1, 1, HasBias: false, Activation: null),
            program.NewBuffer(source.Length), program.NewBuffer(packed.Length), program.NewBuffer(target.Length));
        return program.Compile();
    }

    /// <summary>As a prediction calls it: with filters that are transformed already, and a map in rows put into blocks first.</summary>
    private static Action Winograd(WinogradShape shape, Layout source)
    {
        var program = new EmittedProgram();
        var convolution = new WinogradProgram(shape, new WinogradEpilogue(HasBias: false, HasSum: false, Activation: null));
        int[] scratch = [.. convolution.Scratch.Select(program.NewBuffer)];
        int x = program.NewBuffer(source.Length), filters = program.NewBuffer(convolution.Shape.FilterLength), y = program.NewBuffer(shape.Target.Length);
        if (source.IsPlanar)
        {
            int blocked = program.NewBuffer(source.AsBlocked().Length);
            program.Add(new RelayoutKernel(source, source.AsBlocked()), x, blocked);
            x = blocked;
        }

        if (convolution.Patches is { } patches)
        {
            program.Add(patches, x, scratch[0]);
        }

        program.Add(convolution.Main, [convolution.Patches is null ? x : scratch[0], filters, .. scratch.Skip(convolution.Patches is null ? 0 : 1), y]);
        return program.Compile();
    }

    private static WinogradRowShape Rows(Layout source, Layout target, int taps, int size) => new(
        size, source, target, PackedFilters.Create(target.Channels, source.Channels, taps, taps, 1, source.IsBlocked),
        TapAxis.Forward(target.Width, source.Width, taps, 1, 1, taps / 2), taps / 2);

    private static Action WinogradRows(WinogradRowShape shape)
    {
        var program = new EmittedProgram();
        var kernel = new WinogradRowConvKernel("Conv", shape, new WinogradEpilogue(HasBias: false, HasSum: false, Activation: null));
        program.Add(
            kernel, program.NewBuffer(shape.Source.Length), program.NewBuffer(shape.Transformed.Length), program.NewBuffer(kernel.RowsLength),
            program.NewBuffer(kernel.ProductsLength), program.NewBuffer(shape.Target.Length));
        return program.Compile();
    }

    private static string Name(ConvAlgorithm algorithm, int taps) => algorithm switch
    {
        ConvAlgorithm.Winograd2 => $"F(2,{taps})",
        ConvAlgorithm.Winograd4 => $"F(4,{taps})",
        ConvAlgorithm.Winograd4x2 => $"F(4x2,{taps})",
        ConvAlgorithm.WinogradRows2 => $"F(2,{taps}) over rows",
        ConvAlgorithm.WinogradRows4 => $"F(4,{taps}) over rows",
        _ => "direct",
    };
}
