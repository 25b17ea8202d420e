using System.Numerics;
using System.Runtime.InteropServices;

namespace StaticNet.Peers.Reference;

/// <summary>Operators with a window over rows and columns, by their definition in the ONNX operator set.</summary>
internal static class SlidingOperators
{
    /// <summary>
    /// Sum over channels and taps. Every tap is one pass over the rows that it meets, so that a row is a run of independent sums: a
    /// reference of 15 billion multiply-adds must end within seconds.
    /// </summary>
    public static DoubleValue Convolution(Operator node, DoubleValue x)
    {
        float[] weights = node.Weights(1);
        float[]? bias = node.Inputs > 2 ? node.Weights(2) : null;
        (Axis rows, Axis columns) = Axes(node, x, ceiling: false);
        int groups = node.Integer("group", 1);
        int channels = x.Channels / groups, taps = rows.Kernel * columns.Kernel;
        int filters = weights.Length / (channels * taps);
        var result = new double[filters * rows.Count * columns.Count];
        for (int o = 0; o < filters; o++)
        {
            Span<double> map = result.AsSpan(o * rows.Count * columns.Count, rows.Count * columns.Count);
            map.Fill(bias?[o] ?? 0);
            for (int c = 0; c < channels; c++)
            {
                int channel = (o / (filters / groups) * channels) + c;
                ReadOnlySpan<double> source = x.Elements.AsSpan(channel * x.Positions, x.Positions);
                ReadOnlySpan<float> filter = weights.AsSpan(((o * channels) + c) * taps, taps);
                for (int tap = 0; tap < taps; tap++)
                {
                    Accumulate(source, map, filter[tap], rows, columns, tap / columns.Kernel, tap % columns.Kernel);
                }
            }
        }

        return new DoubleValue([filters, .. x.Shape.Length > 2 ? [rows.Count] : Array.Empty<int>(), columns.Count], result);
    }

    /// <summary>The largest value under the window; padding is none.</summary>
    public static DoubleValue MaxPool(Operator node, DoubleValue x) => Pool(
        node, x, static (values, _, _) => values.Max());

    /// <summary>The mean of the values under the window; padding counts as zeros where the node says so, what lies beyond it never.</summary>
    public static DoubleValue AveragePool(Operator node, DoubleValue x)
    {
        bool withPadding = node.Integer("count_include_pad", 0) == 1;
        return Pool(node, x, (values, count, padded) => values.Sum() / (withPadding ? padded : count));
    }

    private static void Accumulate(ReadOnlySpan<double> source, Span<double> map, double weight, Axis rows, Axis columns, int row, int column)
    {
        (int firstColumn, int endColumn) = columns.WindowsWithValue(column);
        int columnCount = endColumn - firstColumn;
        if (columnCount <= 0)
        {
            return;
        }

        if (rows is { IsIdentity: true } && columns is { IsIdentity: true })
        {
            Accumulate(source, map, weight);
            return;
        }

        (int firstRow, int endRow) = rows.WindowsWithValue(row);
        for (int y = firstRow; y < endRow; y++)
        {
            ReadOnlySpan<double> from = source[((rows.Position(y, row) * columns.Size) + columns.Position(firstColumn, column))..];
            Span<double> to = map.Slice((y * columns.Count) + firstColumn, columnCount);
            if (columns.Stride == 1)
            {
                Accumulate(from, to, weight);
                continue;
            }

            for (int i = 0; i < to.Length; i++)
            {
                to[i] += weight * from[i * columns.Stride];
            }
        }
    }

    private static void Accumulate(ReadOnlySpan<double> from, Span<double> to, double weight)
    {
        var factor = new Vector<double>(weight);
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(to);
        ReadOnlySpan<Vector<double>> terms = MemoryMarshal.Cast<double, Vector<double>>(from[..to.Length]);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += factor * terms[i];
        }

        for (int i = sums.Length * Vector<double>.Count; i < to.Length; i++)
        {
            to[i] += weight * from[i];
        }
    }

    private static DoubleValue Pool(Operator node, DoubleValue x, Func<IEnumerable<double>, int, int, double> reduce)
    {
        (Axis rows, Axis columns) = Axes(node, x, ceiling: node.Integer("ceil_mode", 0) == 1);
        var result = new double[x.Channels * rows.Count * columns.Count];
        var values = new List<double>(rows.Kernel * columns.Kernel);
        int i = 0;
        for (int c = 0; c < x.Channels; c++)
        {
            for (int y = 0; y < rows.Count; y++)
            {
                for (int column = 0; column < columns.Count; column++)
                {
                    values.Clear();
                    int padded = 0;
                    for (int tap = 0; tap < rows.Kernel * columns.Kernel; tap++)
                    {
                        int atRow = rows.Position(y, tap / columns.Kernel), atColumn = columns.Position(column, tap % columns.Kernel);
                        padded += rows.IsPadded(atRow) && columns.IsPadded(atColumn) ? 1 : 0;
                        if (rows.IsValue(atRow) && columns.IsValue(atColumn))
                        {
                            values.Add(x.Elements[(((c * x.Height) + atRow) * x.Width) + atColumn]);
                        }
                    }

                    result[i++] = reduce(values, values.Count, padded);
                }
            }
        }

        return new DoubleValue([x.Channels, .. x.Shape.Length > 2 ? [rows.Count] : Array.Empty<int>(), columns.Count], result);
    }

    private static (Axis Rows, Axis Columns) Axes(Operator node, DoubleValue x, bool ceiling)
    {
        int rank = x.Shape.Length - 1;
        int[] kernel = node.Integers("kernel_shape", rank, 1), stride = node.Integers("strides", rank, 1);
        int[] dilation = node.Integers("dilations", rank, 1), pads = node.Integers("pads", 2 * rank, 0);
        Axis Of(int axis, int size) => Axis.Lay(size, kernel[axis], stride[axis], dilation[axis], pads[axis], pads[axis + rank], ceiling);
        return rank switch
        {
            1 => (Axis.Lay(1, 1, 1, 1, 0, 0, false), Of(0, x.Width)),
            2 => (Of(0, x.Height), Of(1, x.Width)),
            _ => throw new NotSupportedException("Volumes have no double-precision reference here."),
        };
    }

    /// <summary>A window along one axis.</summary>
    private sealed record Axis(int Size, int Kernel, int Stride, int Dilation, int Before, int After, int Count)
    {
        /// <summary>Whether the window is one value and meets every value in turn.</summary>
        public bool IsIdentity => Kernel == 1 && Stride == 1 && Before == 0 && After == 0;

        public static Axis Lay(int size, int kernel, int stride, int dilation, int before, int after, bool ceiling)
        {
            int room = before + size + after - ((kernel - 1) * dilation) - 1;
            int count = ((ceiling ? room + stride - 1 : room) / stride) + 1;

            // A last window that begins behind the last value and its padding before has nothing to pool.
            return new Axis(size, kernel, stride, dilation, before, after, ceiling && (count - 1) * stride >= size + before ? count - 1 : count);
        }

        public int Position(int window, int tap) => (window * Stride) - Before + (tap * Dilation);

        public bool IsValue(int position) => position >= 0 && position < Size;

        public bool IsPadded(int position) => position >= -Before && position < Size + After;

        /// <summary>The windows whose tap meets a value: from the first up to the end.</summary>
        public (int First, int End) WindowsWithValue(int tap)
        {
            int first = 0, end = Count;
            while (first < end && !IsValue(Position(first, tap)))
            {
                first++;
            }

            while (end > first && !IsValue(Position(end - 1, tap)))
            {
                end--;
            }

            return (first, end);
        }
    }
}
