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

    /// <summary>
    /// Gives the worker units of a step to do, time after time until there are none left for it: then it is false, and the next call is about
    /// the next step.
    /// </summary>
    /// <param name="units">How many units the step has. All workers come to the same steps in the same order.</param>
    /// <param name="grain">
    /// How many neighbouring units are faster done together, because they read the same: shares are of such, the last perhaps of fewer, where that gives nobody more to do.
    /// </param>
    /// <param name="from">The first of those to do.</param>
    /// <param name="to">The one behind the last.</param>
    bool Take(int units, int grain, out int from, out int to);

    /// <summary>Returns when all have come so far.</summary>
    void Wait();
}

/// <summary>One thread that does everything.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct LoneWorker : IPredictionWorker
{
    private bool hasTaken;

    /// <inheritdoc/>
    public readonly bool IsFirst
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(int units, int grain, out int from, out int to)
    {
        (from, to) = (0, units);
        return hasTaken = !hasTaken;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Wait()
    {
    }
}

/// <summary>One of several threads: <see cref="TeamShares"/> says who does what.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct TeamWorker : IPredictionWorker
{
    private readonly SpinBarrier barrier;
    private readonly int rank;
    private int step;
    private int other = -1;
    private bool isFirstStep;
    private bool isBehindBarrier;

    internal TeamWorker(SpinBarrier barrier, int rank)
    {
        this.barrier = barrier;
        this.rank = rank;
    }

    /// <inheritdoc/>
    public readonly bool IsFirst => rank == 0;

    /// <inheritdoc/>
    public bool Take(int units, int grain, out int from, out int to)
    {
        if (other < 0)
        {
            step = barrier.Shares.Begin(rank);
            other = 0;
            (isFirstStep, isBehindBarrier) = (isBehindBarrier, false);
            (from, to) = TeamShares.Own(units, grain, rank, barrier.Count);
            if (from < to)
            {
                return true;
            }
        }

        if (barrier.Shares.TryTake(step, units, grain, rank, barrier.Count, isFirstStep, ref other, out from, out to))
        {
            return true;
        }

        other = -1;
        return false;
    }

    /// <inheritdoc/>
    public void Wait()
    {
        barrier.Wait(rank);
        isBehindBarrier = true;
    }
}
