using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using StaticNet.Threading;

namespace StaticNet;

/// <summary>
/// Reads the tensors of a safetensors file into the packed buffer on a few threads, which take portions in turn: copying out of the page
/// cache, transposing, and the first touch of the new memory are each bound by what one core can do.
/// </summary>
internal sealed class TensorLoading
{
    /// <summary>Bytes of data from which on a second thread is worth starting.</summary>
    public const long LeastBytes = 4 << 20;

    /// <summary>Floats of a portion: 256 KB, well within the second-level cache together with what they become.</summary>
    private const int PortionLength = 1 << 16;

    private readonly SafeFileHandle file;
    private readonly SafeTensorsHeader header;
    private readonly string source;
    private readonly AlignedBuffer packed;
    private readonly List<Portion> portions = [];
    private int next = -1;

    private TensorLoading(SafeFileHandle file, SafeTensorsHeader header, string source, Dictionary<string, ParameterInfo> parameters, AlignedBuffer packed)
    {
        this.file = file;
        this.header = header;
        this.source = source;
        this.packed = packed;
        foreach (SafeTensorsEntry entry in header.Entries)
        {
            var order = new PackedOrder(parameters[entry.Name]);
            for (int row = 0, step = order.RowsOf(PortionLength); row < order.Rows; row += step)
            {
                portions.Add(new(entry, order, row, Math.Min(step, order.Rows - row)));
            }
        }
    }

    /// <summary>Loads a file whose header has been read, once it has been compared with the network.</summary>
    public static AlignedBuffer Run(SafeFileHandle file, SafeTensorsHeader header, string source, NetworkDescription network)
    {
        Dictionary<string, ParameterInfo> parameters = WeightFileComparison.Check(network, header, source);
        var packed = new AlignedBuffer(network.PackedLength);
        var loading = new TensorLoading(file, header, source, parameters, packed);
        HelperThreads.Run(loading.Work);
        return packed;
    }

    /// <summary>Takes portions until none is left or one has failed.</summary>
    private void Work()
    {
        byte[] bytes = [];
        float[] values = [];
        try
        {
            for (int i = Interlocked.Increment(ref next); i < portions.Count; i = Interlocked.Increment(ref next))
            {
                Load(portions[i], ref bytes, ref values);
            }
        }
        catch
        {
            Volatile.Write(ref next, portions.Count);
            throw;
        }
    }

    private void Load(Portion portion, ref byte[] bytes, ref float[] values)
    {
        SafeTensorsType type = portion.Entry.Type;
        int count = portion.Rows * portion.Order.RowLength;
        if (bytes.Length < count * type.Bytes)
        {
            bytes = GC.AllocateUninitializedArray<byte>(count * type.Bytes);
        }

        long start = header.DataStart + portion.Entry.Start + ((long)portion.Row * portion.Order.RowLength * type.Bytes);
        Span<byte> read = bytes.AsSpan(0, count * type.Bytes);
        for (int done = 0; done < read.Length;)
        {
            int part = RandomAccess.Read(file, read[done..], start + done);
            if (part == 0)
            {
                throw new SafeTensorsException(
                    $"{source}: the file ends at byte {start + done}, within tensor '{portion.Entry.Name}'.", start + done, portion.Entry.Name);
            }

            done += part;
        }

        if (type == SafeTensorsType.F32 && BitConverter.IsLittleEndian)
        {
            portion.Order.Pack(MemoryMarshal.Cast<byte, float>(read), portion.Row, packed.Span);
            return;
        }

        if (values.Length < count)
        {
            values = GC.AllocateUninitializedArray<float>(count);
        }

        SafeTensorsReader.Decode(type, read, values.AsSpan(0, count));
        portion.Order.Pack(values.AsSpan(0, count), portion.Row, packed.Span);
    }

    /// <summary>Some rows of a tensor. No value type: a list of those would bring the type loader into a native program.</summary>
    private sealed class Portion(SafeTensorsEntry entry, PackedOrder order, int row, int rows)
    {
        public SafeTensorsEntry Entry => entry;

        public PackedOrder Order => order;

        public int Row => row;

        public int Rows => rows;
    }
}
