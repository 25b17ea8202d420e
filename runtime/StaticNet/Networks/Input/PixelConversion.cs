using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StaticNet;

/// <summary>Bytes or floats to floats: value * scale + shift, rounded once, the same bits in every vector width.</summary>
internal static class PixelConversion
{
    /// <summary>Bytes converted at a time.</summary>
    public const int Step = 16;

    // At once at full speed: the first epoch is over before the JIT would come back to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(ReadOnlySpan<byte> source, Span<float> destination, float scale, float shift)
    {
        int length = source.Length;
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination[..length]);
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Step; i += Step)
            {
                Store(Vector128.LoadUnsafe(ref from, (nuint)i), scale, shift, ref Unsafe.Add(ref to, i));
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref to, i) = MathF.FusedMultiplyAdd(Unsafe.Add(ref from, i), scale, shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(ReadOnlySpan<float> source, Span<float> destination, float scale, float shift)
    {
        int length = source.Length;
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination[..length]);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref from, (nuint)i), Vector512.Create(scale), Vector512.Create(shift)).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, (nuint)i), Vector256.Create(scale), Vector256.Create(shift)).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.Create(scale), Vector128.Create(shift)).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref to, i) = MathF.FusedMultiplyAdd(Unsafe.Add(ref from, i), scale, shift);
        }
    }

    /// <summary>Converts sixteen bytes in the widest vectors that there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> bytes, float scale, float shift, ref float to)
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            Store512(bytes, scale, shift, ref to);
        }
        else if (Avx2.IsSupported)
        {
            Store256(bytes, scale, shift, ref to);
        }
        else
        {
            Store128(bytes, scale, shift, ref to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store512(Vector128<byte> bytes, float scale, float shift, ref float to) =>
        Vector512.FusedMultiplyAdd(
            Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes)), Vector512.Create(scale), Vector512.Create(shift)).StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store256(Vector128<byte> bytes, float scale, float shift, ref float to)
    {
        Vector256<float> low = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes));
        Vector256<float> high = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Vector128.Create(bytes.GetUpper(), default)));
        Vector256<float> scales = Vector256.Create(scale), shifts = Vector256.Create(shift);
        Vector256.FusedMultiplyAdd(low, scales, shifts).StoreUnsafe(ref to);
        Vector256.FusedMultiplyAdd(high, scales, shifts).StoreUnsafe(ref to, (nuint)Vector256<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store128(Vector128<byte> bytes, float scale, float shift, ref float to)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        Store(low, scale, shift, ref to);
        Store(high, scale, shift, ref Unsafe.Add(ref to, Step / 2));
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
