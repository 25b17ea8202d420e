using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StaticNet;

/// <summary>What a generated kernel tells the processor about memory that it will read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CacheHint
{
    /// <summary>
    /// Begins to bring the cache line of <paramref name="value"/> into the second-level cache. Any address will do, also one outside of the memory; without
    /// such an instruction nothing happens.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref readonly float value)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.AsRef(in value)));
        }
    }
}
