using System.Runtime.CompilerServices;

namespace StaticNet.Threading;

/// <summary>The meaning of a number of threads in options.</summary>
internal static class ThreadCount
{
    /// <summary>More than any machine has; a larger number is a mistake.</summary>
    public const int Most = 1024;

    /// <summary>0 stands for as many as there are processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="Most"/>.</exception>
    public static int Of(int threads, [CallerArgumentExpression(nameof(threads))] string? name = null)
    {
        if (threads is < 0 or > Most)
        {
            throw new ArgumentOutOfRangeException(
                name, threads, $"A number of threads is 1 to {Most}, or 0 for as many as there are processors.");
        }

        return threads == 0 ? Math.Min(Environment.ProcessorCount, Most) : threads;
    }
}
