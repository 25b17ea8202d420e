namespace StaticNet.Training;

/// <summary>
/// Predicts many pictures at once: threads of its own share the work on one network, each with a workspace of its own.
/// For one caller at a time; allocates nothing while predicting.
/// </summary>
public sealed class ParallelPredictor : IDisposable
{
    private readonly WorkerPool pool;
    private readonly PredictionJob job;

    /// <summary>A predictor.</summary>
    /// <param name="network">The network; it is only read.</param>
    /// <param name="threads">Threads that share the work; 0 for as many as there are processors.</param>
    public ParallelPredictor(IPredictor network, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        pool = new(ThreadCount.Of(threads));
        job = new(network, pool.Count);
    }

    /// <summary>Computes the outputs of any number of pictures.</summary>
    /// <param name="input">n pictures, one after another: a multiple of the input length.</param>
    /// <param name="output">n times the output length; receives one row of outputs per picture.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output) => job.Run(pool, input, output);

    /// <summary>Ends the threads.</summary>
    public void Dispose() => pool.Dispose();
}
