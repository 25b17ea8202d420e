namespace StaticNet;

/// <summary>
/// What the generator writes for every declared network: its description, its weights and its prediction. A network that
/// does not say <c>Training = false</c> is an <see cref="INetwork"/>, too.
/// <para>
/// Values cross this boundary compact: pictures are <c>[N, C, H, W]</c> and outputs <c>[N, OutputLength]</c>, rows one
/// after another. Inside, the code uses layouts of its own.
/// </para>
/// <para>
/// The weights are only read by every method here and of <see cref="INetwork"/>, so that any number of threads may call
/// them at the same time, each with a workspace of its own. What changes the weights (a trainer, loading a file) must run
/// alone.
/// </para>
/// </summary>
public interface IPredictor
{
    /// <summary>Shapes, layers and parameters.</summary>
    NetworkDescription Description { get; }

    /// <summary>The parameters, in the order in which the network's code reads them.</summary>
    Weights Weights { get; }

    /// <summary>
    /// Memory and threads for one prediction at a time. Several threads share the work of one picture where that is large enough to be worth
    /// it, and whole pictures where there are several; outputs are the same to the bit for any number.
    /// </summary>
    /// <param name="threads">
    /// Threads that share the work, the caller's among them; 0 for as many as there are processors. More than there are free processors only
    /// cost time. With more than one, dispose of the workspace.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative or more than 1,024.</exception>
    Workspace CreateWorkspace(int threads = 1);

    /// <summary>Computes the outputs of one or more pictures. Allocates nothing.</summary>
    /// <param name="input">n pictures, one after another: a multiple of the input length.</param>
    /// <param name="output">
    /// n times <see cref="NetworkDescription.OutputLength"/>; receives one row of outputs per picture, in which
    /// <see cref="NetworkOutput.Offset"/> says where an output lies.
    /// </param>
    /// <param name="workspace">Made by <see cref="CreateWorkspace"/>; in use by one caller at a time.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or the workspace is another network's.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work in the workspace.</exception>
    /// <exception cref="ObjectDisposedException">The workspace has been disposed of.</exception>
    void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace);
}
