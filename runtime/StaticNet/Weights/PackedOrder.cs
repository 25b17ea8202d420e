using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StaticNet;

/// <summary>
/// Moves a parameter between PyTorch's order and the packed buffer, as a table of rows: element j of row r, r * RowLength + j in
/// PyTorch's order, lies at rows[r] + columns[j] in the packed buffer.
/// <para>
/// Kernels read sixteen filters together, so what is one float apart in the packed buffer is mostly one row apart here: moving
/// is a transposition of sixteen rows by sixteen columns at a time, a cache line of each.
/// </para>
/// </summary>
internal sealed class PackedOrder
{
    private const int Block = 16;
    private const int Quad = 4;
    private readonly int[] rows;
    private readonly int[] columns;
    private readonly bool isRun;
    private readonly int least;
    private readonly int most;

    public PackedOrder(ParameterInfo info)
    {
        int split = Split(info.Axes, out isRun);
        rows = Sums(info.Axes, 0, split, info.Offset);
        columns = Sums(info.Axes, split, info.Axes.Count, 0);
        if (info.Count > 0)
        {
            least = checked(Least(rows) + Least(columns));
            most = checked(Most(rows) + Most(columns));
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows => rows.Length;

    /// <summary>Floats of a row.</summary>
    public int RowLength => columns.Length;

    /// <summary>How many rows to move at a time, so that their floats take about so many; a multiple of 16 but for the smallest.</summary>
    public int RowsOf(int floats) => Math.Clamp(floats / Math.Max(1, RowLength) / Block * Block, Math.Min(Block, Math.Max(1, Rows)), Math.Max(1, Rows));

    /// <summary>Writes rows into the packed buffer.</summary>
    /// <param name="values">Whole rows in PyTorch's order.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="packed">The packed buffer.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(ReadOnlySpan<float> values, int first, Span<float> packed)
    {
        Require(values.Length, first, packed.Length);
        int length = RowLength, count = length == 0 ? 0 : values.Length / length;
        ref float value = ref MemoryMarshal.GetReference(values), target = ref MemoryMarshal.GetReference(packed);
        for (int row = 0; row < count;)
        {
            ref float from = ref Unsafe.Add(ref value, (nint)row * length);
            ref float to = ref Unsafe.Add(ref target, rows[first + row]);
            int lanes = LanesFrom(first + row, Math.Min(count - row, Block));
            if (isRun)
            {
                values.Slice(row * length, length).CopyTo(packed[rows[first + row]..]);
                row++;
            }
            else if (lanes >= Quad && Transposition.IsAccelerated)
            {
                row += lanes / Quad * Quad;
                int column = 0;
                for (; column <= length - Block; column += Block)
                {
                    for (int lane = 0; lane < lanes / Quad * Quad; lane += Quad)
                    {
                        ref float corner = ref Unsafe.Add(ref from, ((nint)lane * length) + column);
                        Interleave(ref corner, length, ref Unsafe.Add(ref to, lane), column);
                        Interleave(ref Unsafe.Add(ref corner, 4), length, ref Unsafe.Add(ref to, lane), column + 4);
                        Interleave(ref Unsafe.Add(ref corner, 8), length, ref Unsafe.Add(ref to, lane), column + 8);
                        Interleave(ref Unsafe.Add(ref corner, 12), length, ref Unsafe.Add(ref to, lane), column + 12);
                    }
                }

                for (; column < length; column++)
                {
                    for (int lane = 0; lane < lanes / Quad * Quad; lane++)
                    {
                        Unsafe.Add(ref to, columns[column] + lane) = Unsafe.Add(ref from, ((nint)lane * length) + column);
                    }
                }
            }
            else
            {
                for (int column = 0; column < length; column++)
                {
                    Unsafe.Add(ref to, columns[column]) = Unsafe.Add(ref from, column);
                }

                row++;
            }
        }
    }

    /// <summary>Reads rows out of the packed buffer.</summary>
    /// <param name="packed">The packed buffer.</param>
    /// <param name="first">The first row.</param>
    /// <param name="values">Receives whole rows in PyTorch's order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Unpack(ReadOnlySpan<float> packed, int first, Span<float> values)
    {
        Require(values.Length, first, packed.Length);
        int length = RowLength, count = length == 0 ? 0 : values.Length / length;
        ref float value = ref MemoryMarshal.GetReference(values), source = ref MemoryMarshal.GetReference(packed);
        for (int row = 0; row < count;)
        {
            ref float to = ref Unsafe.Add(ref value, (nint)row * length);
            ref float from = ref Unsafe.Add(ref source, rows[first + row]);
            int lanes = LanesFrom(first + row, Math.Min(count - row, Block));
            if (isRun)
            {
                packed.Slice(rows[first + row], length).CopyTo(values[(row * length)..]);
                row++;
            }
            else if (lanes >= Quad && Transposition.IsAccelerated)
            {
                row += lanes / Quad * Quad;
                int column = 0;
                for (; column <= length - Quad; column += Quad)
                {
                    for (int lane = 0; lane < lanes / Quad * Quad; lane += Quad)
                    {
                        Separate(ref Unsafe.Add(ref from, lane), column, ref Unsafe.Add(ref to, ((nint)lane * length) + column), length);
                    }
                }

                for (; column < length; column++)
                {
                    for (int lane = 0; lane < lanes / Quad * Quad; lane++)
                    {
                        Unsafe.Add(ref to, ((nint)lane * length) + column) = Unsafe.Add(ref from, columns[column] + lane);
                    }
                }
            }
            else
            {
                for (int column = 0; column < length; column++)
                {
                    Unsafe.Add(ref to, column) = Unsafe.Add(ref from, columns[column]);
                }

                row++;
            }
        }
    }

    /// <summary>What follows does not check every index.</summary>
    private void Require(int values, int first, int packed)
    {
        if (first < 0 || (long)first * RowLength > ((long)Rows * RowLength) - values || least < 0 || (values > 0 && most >= packed))
        {
            throw new ArgumentException($"{values} values from row {first} on do not lie in {packed} packed floats: {Rows} rows of {RowLength} reach from {least} to {most}.");
        }
    }

    /// <summary>Four columns of four rows into the lanes of the packed buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Interleave(ref float from, nint length, ref float to, int column)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref from), b = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, length));
        Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * length)), d = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * length));
        Transposition.Apply(ref a, ref b, ref c, ref d);
        ref int place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(columns), column);
        a.StoreUnsafe(ref Unsafe.Add(ref to, place));
        b.StoreUnsafe(ref Unsafe.Add(ref to, Unsafe.Add(ref place, 1)));
        c.StoreUnsafe(ref Unsafe.Add(ref to, Unsafe.Add(ref place, 2)));
        d.StoreUnsafe(ref Unsafe.Add(ref to, Unsafe.Add(ref place, 3)));
    }

    /// <summary>The lanes of the packed buffer into four columns of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Separate(ref float from, int column, ref float to, nint length)
    {
        ref int place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(columns), column);
        Vector128<float> a = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, place)), b = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, Unsafe.Add(ref place, 1)));
        Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, Unsafe.Add(ref place, 2))), d = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, Unsafe.Add(ref place, 3)));
        Transposition.Apply(ref a, ref b, ref c, ref d);
        a.StoreUnsafe(ref to);
        b.StoreUnsafe(ref Unsafe.Add(ref to, length));
        c.StoreUnsafe(ref Unsafe.Add(ref to, 2 * length));
        d.StoreUnsafe(ref Unsafe.Add(ref to, 3 * length));
    }

    /// <summary>Rows from this one on, up to a number, each one float behind the one before it.</summary>
    private int LanesFrom(int row, int most)
    {
        int lanes = 1;
        while (lanes < most && rows[row + lanes] == rows[row] + lanes)
        {
            lanes++;
        }

        return lanes;
    }

    /// <summary>
    /// How many axes make up the rows: all but those that form one run in the packed buffer; without a run, up to the first axis whose
    /// neighbours are neighbours there.
    /// </summary>
    private static int Split(IReadOnlyList<PackedAxis> axes, out bool isRun)
    {
        int split = axes.Count, run = 1;
        while (split > 0 && IsRun(axes[split - 1], run))
        {
            run *= axes[--split].Count;
        }

        isRun = split < axes.Count || axes.Count == 0;
        if (isRun && (run > 1 || split == 0))
        {
            return split;
        }

        isRun = false;
        for (int axis = 0; axis < axes.Count; axis++)
        {
            if (axes[axis].Count > 1 && axes[axis].Offset(1) == axes[axis].Offset(0) + 1)
            {
                return axis + 1;
            }
        }

        return Math.Min(1, axes.Count);
    }

    private static bool IsRun(PackedAxis axis, int stride)
    {
        ReadOnlySpan<int> offsets = axis.Offsets;
        for (int i = 0; i < offsets.Length; i++)
        {
            if (offsets[i] != (long)i * stride)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The sums of the axes' distances from <paramref name="start"/> up to <paramref name="end"/>, the last axis running fastest.</summary>
    private static int[] Sums(IReadOnlyList<PackedAxis> axes, int start, int end, int origin)
    {
        int[] sums = [origin];
        for (int axis = start; axis < end; axis++)
        {
            ReadOnlySpan<int> offsets = axes[axis].Offsets;
            int[] grown = new int[sums.Length * offsets.Length];
            int i = 0;
            foreach (int sum in sums)
            {
                foreach (int offset in offsets)
                {
                    grown[i++] = sum + offset;
                }
            }

            sums = grown;
        }

        return sums;
    }

    private static int Least(int[] places)
    {
        int least = int.MaxValue;
        foreach (int place in places)
        {
            least = Math.Min(least, place);
        }

        return least;
    }

    private static int Most(int[] places)
    {
        int most = int.MinValue;
        foreach (int place in places)
        {
            most = Math.Max(most, place);
        }

        return most;
    }
}
