using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StaticNet;

/// <summary>
/// Dropout's random zeros without state and without a stored mask: whether an element is kept is a function of the
/// seed, the picture's place in the pass, the layer and the element's place in memory. The backward pass computes the
/// same mask again.
/// </summary>
/// <remarks>
/// The bits are a counter run through a mixer that alternates shifts and multiplications (the finalizer of MurmurHash3
/// in shape, the multipliers from Chris Wellons' <see href="https://nullprogram.com/blog/2018/07/31/">search for low
/// bias</see>, which he put into the public domain), with one half of a 64-bit key added before and the other half
/// between its rounds. Every vector width gives the same bits.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DropoutMask
{
    private const uint Golden = 0x9E3779B9;
    private const uint Multiplier1 = 0x7FEB352D;
    private const uint Multiplier2 = 0x846CA68B;

    /// <summary>
    /// destination[i] = source[i] / (1 - rate) where element i is kept, else 0. Serves the forward pass with values
    /// and, called again with the same arguments, the backward pass with gradients.
    /// </summary>
    /// <param name="source">First of <paramref name="length"/> floats.</param>
    /// <param name="destination">First of as many floats; may be the same as <paramref name="source"/>.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="rate">Probability of zeroing an element, at least 0 and below 1.</param>
    /// <param name="seed">The seed given to <see cref="INetwork.Forward"/>.</param>
    /// <param name="picture">The picture's place in this pass.</param>
    /// <param name="layer">A number that no other dropout layer of the network has.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ref float source, ref float destination, int length, float rate, ulong seed, long picture, int layer)
    {
        ulong key = Key(seed, picture, layer);
        uint start = (uint)key;
        uint middle = (uint)(key >> 32);
        uint threshold = Threshold(rate);
        float scale = Scale(rate);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512<uint> x = ((Vector512.Create((uint)i) + Vector512<uint>.Indices) * Golden) + Vector512.Create(start);
                x ^= x >>> 16;
                x *= Multiplier1;
                x ^= (x >>> 15) ^ Vector512.Create(middle);
                x *= Multiplier2;
                x ^= x >>> 16;
                Vector512<float> kept = Vector512.GreaterThanOrEqual(x, Vector512.Create(threshold)).AsSingle();
                Vector512<float> value = Vector512.LoadUnsafe(ref source, (nuint)i) * scale;
                Vector512.ConditionalSelect(kept, value, Vector512<float>.Zero).StoreUnsafe(ref destination, (nuint)i);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<uint> x = ((Vector256.Create((uint)i) + Vector256<uint>.Indices) * Golden) + Vector256.Create(start);
                x ^= x >>> 16;
                x *= Multiplier1;
                x ^= (x >>> 15) ^ Vector256.Create(middle);
                x *= Multiplier2;
                x ^= x >>> 16;
                Vector256<float> kept = Vector256.GreaterThanOrEqual(x, Vector256.Create(threshold)).AsSingle();
                Vector256<float> value = Vector256.LoadUnsafe(ref source, (nuint)i) * scale;
                Vector256.ConditionalSelect(kept, value, Vector256<float>.Zero).StoreUnsafe(ref destination, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128<uint> x = ((Vector128.Create((uint)i) + Vector128<uint>.Indices) * Golden) + Vector128.Create(start);
                x ^= x >>> 16;
                x *= Multiplier1;
                x ^= (x >>> 15) ^ Vector128.Create(middle);
                x *= Multiplier2;
                x ^= x >>> 16;
                Vector128<float> kept = Vector128.GreaterThanOrEqual(x, Vector128.Create(threshold)).AsSingle();
                Vector128<float> value = Vector128.LoadUnsafe(ref source, (nuint)i) * scale;
                Vector128.ConditionalSelect(kept, value, Vector128<float>.Zero).StoreUnsafe(ref destination, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            float value = Unsafe.Add(ref source, i) * scale;
            Unsafe.Add(ref destination, i) = Mix((uint)i, start, middle) >= threshold ? value : 0f;
        }
    }

    /// <summary>
    /// Writes what <see cref="Apply"/> would multiply each element by, 0 or 1 / (1 - rate): the mask of spatial dropout, whose
    /// elements are channels.
    /// </summary>
    /// <param name="destination">First of <paramref name="length"/> floats.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="rate">As for <see cref="Apply"/>.</param>
    /// <param name="seed">As for <see cref="Apply"/>.</param>
    /// <param name="picture">As for <see cref="Apply"/>.</param>
    /// <param name="layer">As for <see cref="Apply"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factors(ref float destination, int length, float rate, ulong seed, long picture, int layer)
    {
        ulong key = Key(seed, picture, layer);
        uint threshold = Threshold(rate);
        float scale = Scale(rate);
        for (int i = 0; i < length; i++)
        {
            Unsafe.Add(ref destination, i) = Mix((uint)i, (uint)key, (uint)(key >> 32)) >= threshold ? scale : 0f;
        }
    }

    /// <summary>What <see cref="Apply"/> multiplies one element by: 0 or 1 / (1 - rate).</summary>
    /// <param name="element">The element's index from the first one given to <see cref="Apply"/>.</param>
    /// <param name="rate">As for <see cref="Apply"/>.</param>
    /// <param name="seed">As for <see cref="Apply"/>.</param>
    /// <param name="picture">As for <see cref="Apply"/>.</param>
    /// <param name="layer">As for <see cref="Apply"/>.</param>
    public static float Factor(int element, float rate, ulong seed, long picture, int layer)
    {
        ulong key = Key(seed, picture, layer);
        return Mix((uint)element, (uint)key, (uint)(key >> 32)) >= Threshold(rate) ? Scale(rate) : 0f;
    }

    private static uint Mix(uint element, uint start, uint middle)
    {
        uint x = (element * Golden) + start;
        x ^= x >> 16;
        x *= Multiplier1;
        x ^= (x >> 15) ^ middle;
        x *= Multiplier2;
        return x ^ (x >> 16);
    }

    private static ulong Key(ulong seed, long picture, int layer) =>
        RandomBits.Mix(RandomBits.Mix(seed ^ RandomBits.Mix((ulong)picture)) + (uint)layer);

    private static uint Threshold(float rate) => (uint)(rate * 4294967296.0);

    private static float Scale(float rate) => 1f / (1f - rate);
}
