using System.Runtime.InteropServices;

namespace StaticNet.Tests;

/// <summary>
/// Floats that end where an inaccessible page begins, so that touching one more ends the test run. Elsewhere than on
/// Linux the floats merely stand at the end of their memory.
/// </summary>
internal sealed unsafe partial class GuardedFloats : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private readonly nint memory;
    private readonly nuint size;
    private readonly float* first;
    private readonly int length;

    public GuardedFloats(int length)
    {
        this.length = length;
        nuint page = (nuint)Environment.SystemPageSize;
        nuint used = (((nuint)length * sizeof(float)) + page - 1) / page * page;
        size = used + page;
        if (OperatingSystem.IsLinux())
        {
            memory = Map(0, size, ReadWrite, PrivateAnonymous, -1, 0);
            Assert.NotEqual(-1, memory);
            Assert.Equal(0, Protect(memory + (nint)used, page, 0));
        }
        else
        {
            memory = (nint)NativeMemory.AllocZeroed(size);
        }

        first = (float*)(memory + (nint)used) - length;
    }

    public Span<float> Span => new(first, length);

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(memory, size);
        }
        else
        {
            NativeMemory.Free((void*)memory);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
