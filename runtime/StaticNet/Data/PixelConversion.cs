using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StaticNet.Data;

/// <summary>Bytes to floats: byte * scale + shift, rounded once, the same bits in every vector width.</summary>
internal static class PixelConversion
{
    private const int Step = 16;

    // At once at full speed: the first epoch is over before the JIT would come back to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(ReadOnlySpan<byte> source, Span<float> destination, float scale, float shift)
    {
        int length = source.Length;
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination[..length]);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Step; i += Step)
            {
                Vector256<ushort> words = Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)i).ToVector256Unsafe());
                Vector512<float> values = Vector512.ConvertToSingle(Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32());
                Vector512.FusedMultiplyAdd(values, Vector512.Create(scale), Vector512.Create(shift))
                    .StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Step; i += Step)
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
                Store(low, scale, shift, ref Unsafe.Add(ref to, i));
                Store(high, scale, shift, ref Unsafe.Add(ref to, i + (Step / 2)));
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref to, i) = MathF.FusedMultiplyAdd(Unsafe.Add(ref from, i), scale, shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ushort> words, float scale, float shift, ref float to)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(words);
        Vector128<float> scales = Vector128.Create(scale);
        Vector128<float> shifts = Vector128.Create(shift);
        Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(low.AsInt32()), scales, shifts).StoreUnsafe(ref to);
        Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(high.AsInt32()), scales, shifts)
            .StoreUnsafe(ref to, (nuint)Vector128<float>.Count);
    }
}
