namespace StaticNet.Training;

/// <summary>
/// How a batch is divided: into pieces of 16, the last one smaller, however many threads there are. That fixes the
/// order of all sums, and with it every bit of the result.
/// </summary>
internal static class Pieces
{
    public const int Size = 16;

    public static int Count(int batch) => (batch + Size - 1) / Size;
}
