using System.Runtime.InteropServices;

namespace StaticNet;

/// <summary>
/// Pages of 2 MB for large memory. Weights are streamed from front to back once per picture; with pages of 4 KB a processor's
/// translation buffers and its prefetchers, which stop at the end of a page, cost a fifth of the memory's rate.
/// </summary>
internal static partial class HugePages
{
    /// <summary>Bytes of a huge page on x64 and Arm64.</summary>
    private const nuint PageBytes = 2 << 20;

    /// <summary>Memory below this is left alone: nothing to gain, and its last page might stay unused.</summary>
    private const nuint LeastBytes = 2 * PageBytes;

    /// <summary>Linux' MADV_HUGEPAGE: what is touched from now on comes in huge pages.</summary>
    private const int UseHugePages = 14;

    /// <summary>Linux' MADV_COLLAPSE: what has been touched already is moved to huge pages, since version 6.1.</summary>
    private const int Collapse = 25;

    /// <summary>Asks for huge pages where the system has them and memory is large enough; a refusal changes nothing but speed.</summary>
    public static unsafe void Advise(void* start, nuint bytes)
    {
        nuint first = ((nuint)start + PageBytes - 1) & ~(PageBytes - 1), end = ((nuint)start + bytes) & ~(PageBytes - 1);
        if (bytes < LeastBytes || end <= first || !OperatingSystem.IsLinux())
        {
            return;
        }

        if (AdviseMemory((void*)first, end - first, UseHugePages) == 0)
        {
            _ = AdviseMemory((void*)first, end - first, Collapse);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int AdviseMemory(void* address, nuint length, int advice);
}
