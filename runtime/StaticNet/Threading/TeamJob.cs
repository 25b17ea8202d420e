namespace StaticNet.Threading;

/// <summary>One program that all workers of a pool run side by side, each doing its share of every step.</summary>
internal abstract class TeamJob
{
    /// <summary>Runs the program as one of the workers.</summary>
    /// <param name="rank">Which one, 0 to the pool's count - 1.</param>
    /// <param name="barrier">Where they wait for each other.</param>
    public abstract void Execute(int rank, SpinBarrier barrier);
}
