using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>
/// Floats between two inaccessible pages, so that the first access outside ends the process. The floats lie either right behind the
/// page before or right in front of the page after; what alignment leaves over on the other side is only compared.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class GuardedBuffer : IDisposable
{
    private const float Canary = -7.25e-21f;
    private const int Alignment = 64;
    private const int NoAccess = 0;
    private const int ReadWrite = 1 | 2;
    private const int Private = 2;
    private static readonly int Anonymous = OperatingSystem.IsLinux() ? 0x20 : 0x1000;

    private readonly nuint mapped;
    private readonly byte* mapping;
    private readonly float* origin;
    private readonly Range readable;

    /// <summary>A buffer of zeros.</summary>
    /// <param name="length">Number of floats.</param>
    /// <param name="slack">Zeros behind them that may be read, but not written.</param>
    /// <param name="isAligned">Whether the first float begins a cache line.</param>
    /// <param name="atEnd">Whether the last float, slack included, lies in front of the page after; else the first behind the page before.</param>
    public GuardedBuffer(int length, int slack, bool isAligned, bool atEnd)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint bytes = (nuint)(length + slack) * sizeof(float);
        nuint inner = Math.Max((bytes + page - 1) / page * page, page);
        mapped = inner + (2 * page);
        mapping = (byte*)Map(null, mapped, ReadWrite, Private | Anonymous, -1, 0);
        if (mapping == (byte*)-1 || Protect(mapping, page, NoAccess) != 0 || Protect(mapping + page + inner, page, NoAccess) != 0)
        {
            throw new InvalidOperationException($"mmap or mprotect failed with {Marshal.GetLastPInvokeError()}.");
        }

        nuint offset = atEnd ? inner - bytes : 0;
        origin = (float*)(mapping + page + (isAligned ? offset / Alignment * Alignment : offset));
        Length = length;

        var all = new Span<float>(mapping + page, (int)(inner / sizeof(float)));
        int start = (int)(origin - (float*)(mapping + page));
        readable = start..(start + length + slack);
        all.Fill(Canary);
        all[readable].Clear();
        Inner = (nint)(mapping + page);
        InnerLength = all.Length;
    }

    public int Length { get; }

    public ref float Origin => ref *origin;

    public Span<float> Span => new(origin, Length);

    private nint Inner { get; }

    private int InnerLength { get; }

    /// <summary>Fails if slack or what surrounds it was written.</summary>
    public void AssertUntouchedOutside(string what)
    {
        var all = new ReadOnlySpan<float>((void*)Inner, InnerLength);
        (int start, int count) = readable.GetOffsetAndLength(InnerLength);
        Assert.True(all.Slice(start + Length, count - Length).IndexOfAnyExcept(0f) < 0, $"{what}: wrote behind its end");
        Assert.True(all[..start].IndexOfAnyExcept(Canary) < 0, $"{what}: wrote before its beginning");
        Assert.True(all[(start + count)..].IndexOfAnyExcept(Canary) < 0, $"{what}: wrote far behind its end");
    }

    public void Dispose() => Unmap(mapping, mapped);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);
}
