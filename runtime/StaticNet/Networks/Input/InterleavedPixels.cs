using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StaticNet;

/// <summary>
/// Pixels of a few values each, taken apart into the planes of a picture and normalised, in one pass. Value * scale + shift, rounded
/// once: the same bits as from planes.
/// </summary>
internal sealed class InterleavedPixels
{
    /// <summary>Values of a pixel up to which bytes are looked up: beyond, every vector holds next to nothing of a channel.</summary>
    private const int MostLookups = 8;

    private readonly int stride;
    private readonly int[] places;
    private readonly Vector128<byte>[] lookups;

    /// <param name="stride">Values of a pixel.</param>
    /// <param name="places">Where in it each channel is.</param>
    public InterleavedPixels(int stride, int[] places)
    {
        this.stride = stride;
        this.places = places;
        lookups = stride <= MostLookups && (Ssse3.IsSupported || AdvSimd.Arm64.IsSupported) ? Lookups(stride, places) : [];
    }

    /// <param name="source">Pixels.</param>
    /// <param name="target">Planes, one for each channel.</param>
    /// <param name="scales">By channel.</param>
    /// <param name="shifts">By channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlySpan<byte> source, Span<float> target, ReadOnlySpan<float> scales, ReadOnlySpan<float> shifts)
    {
        const int step = PixelConversion.Step;
        int pixels = source.Length / stride, channels = places.Length, pixel = 0;
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target[..(channels * pixels)]);
        if (lookups.Length > 0)
        {
            for (; pixel <= pixels - step; pixel += step)
            {
                ref byte first = ref Unsafe.Add(ref from, pixel * stride);
                for (int channel = 0; channel < channels; channel++)
                {
                    ref Vector128<byte> lookup = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(lookups), channel * stride);
                    Vector128<byte> values = Lookup(Vector128.LoadUnsafe(ref first), lookup);
                    for (int part = 1; part < stride; part++)
                    {
                        values |= Lookup(Vector128.LoadUnsafe(ref first, (nuint)(part * step)), Unsafe.Add(ref lookup, part));
                    }

                    PixelConversion.Store(values, scales[channel], shifts[channel], ref Unsafe.Add(ref to, (channel * pixels) + pixel));
                }
            }
        }

        for (; pixel < pixels; pixel++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                Unsafe.Add(ref to, (channel * pixels) + pixel) = MathF.FusedMultiplyAdd(
                    Unsafe.Add(ref from, (pixel * stride) + places[channel]), scales[channel], shifts[channel]);
            }
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, Span{float}, ReadOnlySpan{float}, ReadOnlySpan{float})" />
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlySpan<float> source, Span<float> target, ReadOnlySpan<float> scales, ReadOnlySpan<float> shifts)
    {
        int pixels = source.Length / stride, channels = places.Length;
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target[..(channels * pixels)]);

        // Four values of four pixels at a time. Where a pixel has fewer, a vector holds some of the next one, which the last pixel has not.
        int vectorized = !Transposition.IsAccelerated ? 0 : Math.Max(0, stride < 4 ? pixels - 1 : pixels) / 4 * 4;
        for (int place = 0; vectorized > 0 && place < stride; place += 4)
        {
            int start = Math.Max(0, Math.Min(place, stride - 4));
            ref float planes0 = ref Plane(ref to, place, start, 0, pixels, out float scale0, scales, out float shift0, shifts);
            ref float planes1 = ref Plane(ref to, place, start, 1, pixels, out float scale1, scales, out float shift1, shifts);
            ref float planes2 = ref Plane(ref to, place, start, 2, pixels, out float scale2, scales, out float shift2, shifts);
            ref float planes3 = ref Plane(ref to, place, start, 3, pixels, out float scale3, scales, out float shift3, shifts);
            for (int pixel = 0; pixel < vectorized; pixel += 4)
            {
                ref float first = ref Unsafe.Add(ref from, (pixel * stride) + start);
                Vector128<float> a = Vector128.LoadUnsafe(ref first), b = Vector128.LoadUnsafe(ref Unsafe.Add(ref first, stride));
                Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref first, 2 * stride)), d = Vector128.LoadUnsafe(ref Unsafe.Add(ref first, 3 * stride));
                Transposition.Apply(ref a, ref b, ref c, ref d);
                Store(a, scale0, shift0, ref planes0, pixel);
                Store(b, scale1, shift1, ref planes1, pixel);
                Store(c, scale2, shift2, ref planes2, pixel);
                Store(d, scale3, shift3, ref planes3, pixel);
            }
        }

        for (int pixel = vectorized; pixel < pixels; pixel++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                Unsafe.Add(ref to, (channel * pixels) + pixel) = MathF.FusedMultiplyAdd(
                    Unsafe.Add(ref from, (pixel * stride) + places[channel]), scales[channel], shifts[channel]);
            }
        }
    }

    /// <summary>The plane of a vector's lane; none, if no channel is there or a vector before has had it.</summary>
    private ref float Plane(
        ref float target, int place, int start, int lane, int pixels, out float scale, ReadOnlySpan<float> scales, out float shift, ReadOnlySpan<float> shifts)
    {
        int channel = start + lane < place ? -1 : Array.IndexOf(places, start + lane);
        scale = channel < 0 ? 0 : scales[channel];
        shift = channel < 0 ? 0 : shifts[channel];
        return ref channel < 0 ? ref Unsafe.NullRef<float>() : ref Unsafe.Add(ref target, channel * pixels);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> values, float scale, float shift, ref float plane, int pixel)
    {
        if (!Unsafe.IsNullRef(ref plane))
        {
            Vector128.FusedMultiplyAdd(values, Vector128.Create(scale), Vector128.Create(shift)).StoreUnsafe(ref plane, (nuint)pixel);
        }
    }

    /// <summary>The bytes at the indices; 0 where an index is beyond the vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Lookup(Vector128<byte> bytes, Vector128<byte> indices) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(bytes, indices) : AdvSimd.Arm64.VectorTableLookup(bytes, indices);

    /// <summary>For each channel and each of the vectors that sixteen pixels take: from which of its bytes the channel's come, or from none.</summary>
    private static Vector128<byte>[] Lookups(int stride, int[] places)
    {
        const byte none = 0x80;
        const int step = PixelConversion.Step;
        var lookups = new Vector128<byte>[places.Length * stride];
        Span<byte> indices = stackalloc byte[step];
        for (int channel = 0; channel < places.Length; channel++)
        {
            for (int part = 0; part < stride; part++)
            {
                for (int pixel = 0; pixel < step; pixel++)
                {
                    int at = (pixel * stride) + places[channel] - (part * step);
                    indices[pixel] = at is >= 0 and < step ? (byte)at : none;
                }

                lookups[(channel * stride) + part] = Vector128.Create<byte>(indices);
            }
        }

        return lookups;
    }
}
