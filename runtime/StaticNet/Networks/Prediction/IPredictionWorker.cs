using System.ComponentModel;
using System.Runtime.CompilerServices;
using StaticNet.Threading;

namespace StaticNet;

/// <summary>
/// Who runs a prediction's code: one thread, or one of a team that all run the same code and each do their share of every step. Generated
/// code takes it as a type parameter, so that the compiler leaves out of the code for one thread whatever only a team needs.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IPredictionWorker
{
    /// <summary>Whether this one does the steps that cannot be shared.</summary>
    bool IsFirst { get; }

    /// <summary>Of the units 0 to <paramref name="units"/> - 1 of a step, the first that this worker does.</summary>
    int From(int units);

    /// <summary>The first that it no longer does.</summary>
    int To(int units);

    /// <summary>Returns when all have come so far.</summary>
    void Wait();
}

/// <summary>One thread that does everything.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoneWorker : IPredictionWorker
{
    /// <inheritdoc/>
    public bool IsFirst
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int From(int units) => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int To(int units) => units;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Wait()
    {
    }
}

/// <summary>One of several threads: shares are runs of neighbouring units, as equal as whole units can be.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TeamWorker : IPredictionWorker
{
    private readonly SpinBarrier barrier;
    private readonly int rank;

    internal TeamWorker(SpinBarrier barrier, int rank)
    {
        this.barrier = barrier;
        this.rank = rank;
    }

    /// <inheritdoc/>
    public bool IsFirst => rank == 0;

    /// <inheritdoc/>
    public int From(int units) => (int)((long)units * rank / barrier.Count);

    /// <inheritdoc/>
    public int To(int units) => (int)((long)units * (rank + 1) / barrier.Count);

    /// <inheritdoc/>
    public void Wait() => barrier.Wait();
}
