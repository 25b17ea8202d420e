namespace StaticNet.Measurement;

/// <summary>Tells what a piece of work leaves to the garbage collector.</summary>
public static class Allocation
{
    private const int Rounds = 5;
    private const int CallsPerRound = 10;

    /// <summary>
    /// The bytes that the calling thread allocates in ten calls of <paramref name="action"/>, after two that compile and make what is
    /// kept. It is the least of up to five rounds: a call that allocates does so in all of them, while the runtime, which exchanges
    /// code for better code as it goes, leaves its own in one now and then.
    /// </summary>
    public static long OfTenCalls(Action action)
    {
        action();
        action();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < CallsPerRound; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
