using StaticNet.Data;
using StaticNet.Threading;

namespace StaticNet.Training;

/// <summary>Measures networks.</summary>
public static class Evaluator
{
    /// <summary>Runs a network over a dataset and counts.</summary>
    /// <param name="network">The network; it is only read.</param>
    /// <param name="data">At least one sample.</param>
    /// <param name="loss">The loss to average; null for the cross-entropy.</param>
    /// <param name="threads">
    /// Threads that share the work; 0 for as many as there are processors. The result is the same for any number.
    /// </param>
    /// <exception cref="ArgumentException">The data do not go with the network.</exception>
    public static EvaluationResult Evaluate(IPredictor network, IDataset data, Loss? loss = null, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        DatasetCheck.Require(network.Description, data, nameof(data));
        using var pool = new WorkerPool(ThreadCount.Of(threads));
        return new EvaluationJob(network, loss ?? Loss.CrossEntropy, pool.Count).Run(pool, data);
    }
}
