using System.Numerics;
using System.Runtime.InteropServices;

namespace StaticNet.Measurement;

/// <summary>
/// Keeps the calling thread, and every thread and process it starts from then on, on a fixed set of processors until disposed.
/// A thread that wanders between cores loses its caches and its clock, and the time measured is the scheduler's.
/// </summary>
public sealed unsafe partial class Affinity : IDisposable
{
    private const int MaskWords = 16;

    private readonly ulong[]? before;

    private Affinity(ulong[]? before, IReadOnlyList<int> processors)
    {
        this.before = before;
        Processors = processors;
    }

    /// <summary>The processors chosen; empty where the system offers no way to choose (then nothing was changed).</summary>
    public IReadOnlyList<int> Processors { get; }

    /// <summary>The processors that the calling thread may use; empty where the system does not tell.</summary>
    public static IReadOnlyList<int> Allowed => Mask() is { } mask ? [.. In(mask)] : [];

    /// <summary>
    /// Pins to the last <paramref name="count"/> processors that this thread may use: the first ones answer more interrupts.
    /// </summary>
    public static Affinity Pin(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (Mask() is not { } before)
        {
            return new Affinity(null, []);
        }

        int[] processors = In(before).TakeLast(count).ToArray();
        if (processors.Length < count)
        {
            throw new ArgumentException($"{count} processors were asked for; this process may use {processors.Length}.", nameof(count));
        }

        var chosen = new ulong[MaskWords];
        foreach (int processor in processors)
        {
            chosen[processor / 64] |= 1UL << processor % 64;
        }

        return Set(chosen) ? new Affinity(before, processors) : new Affinity(null, []);
    }

    /// <summary>Gives the thread back the processors that it had.</summary>
    public void Dispose()
    {
        if (before is not null)
        {
            Set(before);
        }
    }

    /// <summary>The calling thread's mask; null where the system does not tell.</summary>
    private static ulong[]? Mask()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var words = new ulong[MaskWords];
        fixed (ulong* mask = words)
        {
            return GetAffinity(0, MaskWords * sizeof(ulong), mask) < 0 ? null : words;
        }
    }

    private static IEnumerable<int> In(ulong[] mask)
    {
        for (int word = 0; word < mask.Length; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                yield return word * 64 + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    private static bool Set(ulong[] words)
    {
        fixed (ulong* mask = words)
        {
            return SetAffinity(0, MaskWords * sizeof(ulong), mask) == 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);
}
