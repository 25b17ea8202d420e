using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StaticNet;

/// <summary>
/// Floats that begin on a cache line and never move: an array on the pinned heap, or a part of a file in memory. There is nothing
/// to free; who holds a reference into the memory of a mapped file keeps the buffer itself alive for as long. Zero when made. Behind the last
/// float lie at least <see cref="Slack"/> more, zero as well, which kernels may read but never write.
/// </summary>
public sealed unsafe class AlignedBuffer
{
    /// <summary>Readable floats behind the last one.</summary>
    public const int Slack = 64;

    /// <summary>What addresses are a multiple of, in bytes: a cache line.</summary>
    internal const int Alignment = 64;

    private readonly float* origin;

    /// <summary>What the memory belongs to: the garbage collector frees it with the buffer.</summary>
    private readonly object memory;

    /// <summary>A buffer of zeros.</summary>
    /// <param name="length">Number of floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than an array holds.</exception>
    public AlignedBuffer(long length)
    {
        const int spare = Slack + (Alignment / sizeof(float));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength - spare);
        Length = (int)length;
        float[] array = GC.AllocateArray<float>(Length + spare, pinned: true);
        nuint first = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        origin = (float*)((first + Alignment - 1) / Alignment * Alignment);
        memory = array;
        HugePages.Advise(origin, (nuint)Length * sizeof(float));
    }

    /// <summary>Memory that something else provides.</summary>
    /// <param name="origin">The first float, at a multiple of <see cref="Alignment"/>, with <see cref="Slack"/> readable zeros behind the last.</param>
    /// <param name="length">Number of floats.</param>
    /// <param name="memory">What frees the memory when it is collected.</param>
    internal AlignedBuffer(float* origin, int length, object memory)
    {
        Length = length;
        this.origin = origin;
        this.memory = memory;
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>Whether the floats are a file's, of which a page becomes the process's own when it is written to.</summary>
    public bool IsMapped => memory is not float[];

    /// <summary>The floats.</summary>
    public Span<float> Span => new(origin, Length);

    /// <summary>The first float, at an address divisible by 64.</summary>
    public ref float Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *origin;
    }
}
