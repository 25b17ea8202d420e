using System.ComponentModel;
using StaticNet.Threading;

namespace StaticNet;

/// <summary>
/// The workspaces of those who predict without one of their own. Any number of callers may come at once: the first gets the threads, and
/// each further one works by itself meanwhile.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class WorkspacePool
{
    private int threads = 1;
    private int isTaken;
    private Workspace? first;
    private Workspace? spare;

    /// <summary>Threads that share a prediction, the caller's among them; 0 when set for as many as there are processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or more than 1,024.</exception>
    public int Threads
    {
        get => Volatile.Read(ref threads);
        set => Volatile.Write(ref threads, ThreadCount.Of(value));
    }

    /// <summary>Predicts in an idle workspace. Allocates nothing when there is one.</summary>
    /// <param name="network">The network; always the same one.</param>
    /// <param name="input">n pictures.</param>
    /// <param name="output">n rows of outputs.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Predict(IPredictor network, ReadOnlySpan<float> input, Span<float> output)
    {
        Workspace workspace = Rent(network);
        try
        {
            network.Predict(input, output, workspace);
        }
        finally
        {
            Return(workspace);
        }
    }

    /// <summary>An idle workspace, or a new one.</summary>
    /// <param name="network">The network; always the same one.</param>
    public Workspace Rent(IPredictor network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Interlocked.CompareExchange(ref isTaken, 1, 0) != 0)
        {
            return Interlocked.Exchange(ref spare, null) ?? network.CreateWorkspace();
        }

        try
        {
            return First(network);
        }
        catch
        {
            Volatile.Write(ref isTaken, 0);
            throw;
        }
    }

    /// <summary>Gives a workspace back that is no longer at work.</summary>
    /// <param name="workspace">What <see cref="Rent"/> gave.</param>
    public void Return(Workspace workspace)
    {
        if (ReferenceEquals(workspace, Volatile.Read(ref first)))
        {
            Volatile.Write(ref isTaken, 0);
        }
        else
        {
            Volatile.Write(ref spare, workspace);
        }
    }

    private Workspace First(IPredictor network)
    {
        int wanted = Threads;
        if (first is null || first.Threads != wanted)
        {
            first?.Dispose();
            first = network.CreateWorkspace(wanted);
        }

        return first;
    }
}
