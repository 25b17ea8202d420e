using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StaticNet.Training;

/// <summary>Adds gradient buffers one after another, always in the order of the pieces.</summary>
internal static class GradientSum
{
    /// <summary>sum[i] = ((g0[start + i] + g1[start + i]) + g2[start + i]) + ...</summary>
    /// <param name="gradients">The buffers.</param>
    /// <param name="count">How many of them, at least 2.</param>
    /// <param name="start">Where to begin in each.</param>
    /// <param name="sum">The result; may be the same memory as the first buffer's.</param>
    public static void Compute(AlignedBuffer[] gradients, int count, int start, Span<float> sum)
    {
        ref float destination = ref MemoryMarshal.GetReference(sum);
        ref float first = ref Unsafe.Add(ref gradients[0].Origin, start);
        ref float second = ref Unsafe.Add(ref gradients[1].Origin, start);
        Add(ref first, ref second, ref destination, sum.Length);
        for (int i = 2; i < count; i++)
        {
            Add(ref destination, ref Unsafe.Add(ref gradients[i].Origin, start), ref destination, sum.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ref float a, ref float b, ref float sum, int length)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                (Vector512.LoadUnsafe(ref a, (nuint)i) + Vector512.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref sum, (nuint)i);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                (Vector256.LoadUnsafe(ref a, (nuint)i) + Vector256.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref sum, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                (Vector128.LoadUnsafe(ref a, (nuint)i) + Vector128.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref sum, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref sum, i) = Unsafe.Add(ref a, i) + Unsafe.Add(ref b, i);
        }
    }
}
