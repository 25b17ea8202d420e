namespace StaticNet.Training;

/// <summary>The meaning of a number of threads in options.</summary>
internal static class ThreadCount
{
    /// <summary>0 stands for as many as there are processors.</summary>
    public static int Of(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return threads == 0 ? Environment.ProcessorCount : threads;
    }
}
