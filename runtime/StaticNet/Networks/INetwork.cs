namespace StaticNet;

/// <summary>
/// What the generator writes for every declared network, and all that training, evaluation and tools need of it.
/// <para>
/// Values cross this boundary compact: pictures are <c>[N, C, H, W]</c> and outputs <c>[N, OutputLength]</c>, rows one
/// after another. Inside, the code uses layouts of its own.
/// </para>
/// <para>
/// The weights are only read by every method here, so that any number of threads may call them at the same time, each
/// with a workspace of its own. What changes the weights (a trainer, loading a file) must run alone.
/// </para>
/// </summary>
public interface INetwork
{
    /// <summary>Shapes, layers and parameters.</summary>
    NetworkDescription Description { get; }

    /// <summary>The parameters, in the order in which the network's code reads them.</summary>
    Weights Weights { get; }

    /// <summary>Memory for one prediction at a time.</summary>
    Workspace CreateWorkspace();

    /// <summary>Memory for a forward and backward pass of up to <paramref name="capacity"/> pictures.</summary>
    /// <param name="capacity">Most pictures of one pass, at least 1.</param>
    TrainingWorkspace CreateTrainingWorkspace(int capacity);

    /// <summary>Memory for the copies of the weights that <see cref="Backward"/> reads.</summary>
    BackwardWeights CreateBackwardWeights();

    /// <summary>Computes the outputs of one or more pictures. Allocates nothing.</summary>
    /// <param name="input">n pictures, one after another: a multiple of the input length.</param>
    /// <param name="output">At least n times the output length; receives one row of outputs per picture.</param>
    /// <param name="workspace">Made by <see cref="CreateWorkspace"/>; in use by one caller at a time.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace);

    /// <summary>
    /// Forward pass in training mode: dropout is on, and what the backward pass needs stays in the workspace. Reads
    /// <see cref="TrainingWorkspace.Input"/> and fills <see cref="TrainingWorkspace.Output"/>.
    /// </summary>
    /// <param name="workspace">Made by <see cref="CreateTrainingWorkspace"/>.</param>
    /// <param name="count">Pictures in this pass, 1 to the workspace's capacity.</param>
    /// <param name="seed">Chooses what dropout zeroes; the same seed gives the same bits.</param>
    void Forward(TrainingWorkspace workspace, int count, ulong seed);

    /// <summary>
    /// Fills the copies of the weights that <see cref="Backward"/> reads. To be called after every change of the
    /// weights.
    /// </summary>
    /// <param name="scratch">
    /// Made by <see cref="CreateBackwardWeights"/>; afterwards only read, by any number of backward passes.
    /// </param>
    void PrepareBackward(BackwardWeights scratch);

    /// <summary>
    /// Backward pass of the pictures that the last <see cref="Forward"/> on this workspace saw. Reads
    /// <see cref="TrainingWorkspace.OutputGradient"/>, overwrites <see cref="TrainingWorkspace.ParameterGradient"/>
    /// with the sum over these pictures, and fills <see cref="TrainingWorkspace.InputGradient"/> where that is asked
    /// for.
    /// <para>
    /// Parameters of role <see cref="ParameterRole.State"/> have no gradient: their place in the buffer receives the
    /// change that these pictures ask for, times <paramref name="count"/>. A training step adds the sum over all passes
    /// of a batch, divided by the batch's size.
    /// </para>
    /// </summary>
    /// <param name="workspace">The one given to <see cref="Forward"/>.</param>
    /// <param name="scratch">Prepared by <see cref="PrepareBackward"/> since the weights last changed.</param>
    /// <param name="count">The count given to <see cref="Forward"/>.</param>
    /// <param name="entry">Where the output gradient enters.</param>
    /// <param name="inputGradient">Whether the gradient with respect to the input is wanted, too.</param>
    void Backward(TrainingWorkspace workspace, BackwardWeights scratch, int count, GradientEntry entry, bool inputGradient);
}
