namespace StaticNet.Threading;

/// <summary>Work in numbered items that may be done in any order, by several threads.</summary>
internal abstract class ParallelJob
{
    /// <summary>Does one item.</summary>
    /// <param name="worker">The thread that does it, 0 to the pool's count - 1; one at a time has each number.</param>
    /// <param name="item">Which one.</param>
    public abstract void Execute(int worker, int item);
}
