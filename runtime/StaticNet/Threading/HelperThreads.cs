using System.Runtime.ExceptionServices;

namespace StaticNet.Threading;

/// <summary>
/// Threads that help the caller once and end: for loading and preparing weights, which is too seldom to keep threads for, and of which each
/// step, copying out of the page cache or the first touch of new memory, is bound by what one core can do.
/// </summary>
internal static class HelperThreads
{
    /// <summary>More threads than this wait for the memory.</summary>
    private const int Most = 4;

    /// <summary>Runs the same work on the caller's and further threads, one for each processor up to four, and returns when all are through.</summary>
    /// <param name="work">Takes items until none is left.</param>
    /// <exception cref="Exception">Whatever the first thread to fail threw.</exception>
    public static void Run(Action work)
    {
        Exception? failure = null;
        var helpers = new Thread[Math.Min(Most, Environment.ProcessorCount) - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Guarded) { IsBackground = true, Name = "StaticNet helper" };
            helpers[i].Start();
        }

        Guarded();
        foreach (Thread helper in helpers)
        {
            helper.Join();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        void Guarded()
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
        }
    }
}
