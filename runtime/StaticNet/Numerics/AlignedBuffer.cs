using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StaticNet;

/// <summary>
/// Floats that begin on a cache line and never move: an array on the pinned heap, so that there is nothing to free.
/// Zero when made. Behind the last float lie at least <see cref="Slack"/> more, zero as well, which kernels may read
/// but never write.
/// </summary>
public sealed class AlignedBuffer
{
    /// <summary>Readable floats behind the last one.</summary>
    public const int Slack = 64;

    private const int AlignmentBytes = 64;
    private readonly float[] array;
    private readonly int start;

    /// <summary>A buffer of zeros.</summary>
    /// <param name="length">Number of floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than an array holds.</exception>
    public AlignedBuffer(long length)
    {
        const int spare = Slack + (AlignmentBytes / sizeof(float));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength - spare);
        Length = (int)length;
        array = GC.AllocateArray<float>(Length + spare, pinned: true);
        start = FloatsToBoundary(ref MemoryMarshal.GetArrayDataReference(array));
        unsafe
        {
            HugePages.Advise(Unsafe.AsPointer(ref Origin), (nuint)Length * sizeof(float));
        }
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>The floats.</summary>
    public Span<float> Span => MemoryMarshal.CreateSpan(ref Origin, Length);

    /// <summary>The first float, at an address divisible by 64.</summary>
    public ref float Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start);
    }

    private static unsafe int FloatsToBoundary(ref float first)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref first);
        nuint misalignment = address % AlignmentBytes;
        return misalignment == 0 ? 0 : (int)(AlignmentBytes - misalignment) / sizeof(float);
    }
}
