using System.ComponentModel;
using StaticNet.Threading;

namespace StaticNet;

/// <summary>
/// What one prediction at a time needs: memory for intermediate values, and the threads that share the work. Not to be shared by callers
/// that run at the same time. Dispose of one that has several threads when it is no longer needed; threads of one that was forgotten end
/// some time after.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly NetworkDescription description;
    private readonly long fixedFloats;
    private readonly long floatsPerPicture;
    private readonly WorkerPool pool;
    private readonly AlignedBuffer[] arenas;
    private readonly PredictionJob job;
    private int inUse;
    private bool isDisposed;

    /// <summary>A workspace for a network's generated code, which alone knows what lies where in its memory.</summary>
    /// <param name="description">The network.</param>
    /// <param name="fixedFloats">Memory for any number of pictures.</param>
    /// <param name="floatsPerPicture">Memory for each picture beyond that.</param>
    /// <param name="chunk">Pictures that the code takes at a time.</param>
    /// <param name="threads">Threads that share the work, the caller's among them; 0 for as many as there are processors.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative or more than 1,024.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Workspace(NetworkDescription description, long fixedFloats, long floatsPerPicture, int chunk, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunk, 1);
        this.description = description;
        this.fixedFloats = fixedFloats;
        this.floatsPerPicture = floatsPerPicture;
        Chunk = chunk;
        arenas = new AlignedBuffer[ThreadCount.Of(threads)];
        for (int i = 0; i < arenas.Length; i++)
        {
            arenas[i] = new(FloatsFor(chunk));
        }

        pool = new(arenas.Length);
        job = new(description, arenas, chunk);
    }

    /// <summary>Threads that share the work, the caller's among them.</summary>
    public int Threads => arenas.Length;

    /// <summary>Memory of the generated code, which alone knows what lies where.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Arena => arenas[0];

    /// <summary>Pictures that the generated code takes at a time.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int Chunk { get; }

    /// <summary>Floats of memory that the generated code needs for so many pictures at a time.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public long FloatsFor(int pictures) => fixedFloats + (pictures * floatsPerPicture);

    /// <summary>Predicts in this workspace.</summary>
    /// <param name="code">The network's code.</param>
    /// <param name="network">The network's description.</param>
    /// <param name="input">n pictures, one after another: a multiple of the input length.</param>
    /// <param name="output">n times the output length; receives one row of outputs per picture.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or the workspace is another network's.</exception>
    /// <exception cref="ObjectDisposedException">The workspace has been disposed of.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work in this workspace.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Predict(IPredictionCode code, NetworkDescription network, ReadOnlySpan<float> input, Span<float> output)
    {
        int count = CountOf(network, input.Length, output.Length);
        if (Interlocked.CompareExchange(ref inUse, 1, 0) != 0)
        {
            throw new InvalidOperationException("The workspace is at work for another call: each concurrent caller needs one of its own.");
        }

        try
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (pool.Count == 1 || !job.IsWorthSharing(code, count))
            {
                job.RunAlone(code, input, output, count);
            }
            else
            {
                job.RunTogether(pool, code, input, output, count);
            }
        }
        finally
        {
            Volatile.Write(ref inUse, 0);
        }
    }

    /// <summary>Ends the threads. A prediction that is under way must have returned.</summary>
    /// <exception cref="InvalidOperationException">A call is at work in this workspace.</exception>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref inUse, 1, 0) != 0)
        {
            throw new InvalidOperationException("The workspace is at work: dispose of it when the call has returned.");
        }

        isDisposed = true;
        pool.Dispose();
        Volatile.Write(ref inUse, 0);
    }

    private int CountOf(NetworkDescription network, int inputs, int outputs)
    {
        if (!ReferenceEquals(network, description))
        {
            throw new ArgumentException(
                $"The workspace belongs to a network {description.Name}: use one that CreateWorkspace() of {network?.Name} made.", "workspace");
        }

        int count = inputs / description.InputLength;
        if (inputs != (long)count * description.InputLength || outputs != (long)count * description.OutputLength)
        {
            throw new ArgumentException(
                $"{description.Name} takes n x {description.InputLength} values and gives n x {description.OutputLength}, "
                + $"but the input has {inputs} and the output {outputs}.");
        }

        return count;
    }
}
