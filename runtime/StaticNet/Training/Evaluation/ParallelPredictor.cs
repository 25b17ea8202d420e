namespace StaticNet.Training;

/// <summary>
/// Predicts many pictures at once: threads of its own share the work on one network, as
/// <see cref="IPredictor.CreateWorkspace"/> says. For one caller at a time; allocates nothing while predicting.
/// </summary>
public sealed class ParallelPredictor : IDisposable
{
    private readonly IPredictor network;
    private readonly Workspace workspace;

    /// <summary>A predictor.</summary>
    /// <param name="network">The network; it is only read.</param>
    /// <param name="threads">Threads that share the work; 0 for as many as there are processors.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative or more than 1,024.</exception>
    public ParallelPredictor(IPredictor network, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        workspace = network.CreateWorkspace(threads);
    }

    /// <summary>Computes the outputs of any number of pictures.</summary>
    /// <param name="input">n pictures, one after another: a multiple of the input length.</param>
    /// <param name="output">n times the output length; receives one row of outputs per picture.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output) => network.Predict(input, output, workspace);

    /// <summary>Ends the threads.</summary>
    public void Dispose() => workspace.Dispose();
}
