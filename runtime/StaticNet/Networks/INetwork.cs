namespace StaticNet;

/// <summary>
/// A network that can be trained: what the generator writes for every declared network that does not say
/// <c>Training = false</c>. A pass has rows of all outputs, <c>[N, TrainingOutputLength]</c>.
/// </summary>
public interface INetwork : IPredictor
{
    /// <summary>Memory for a forward and backward pass of up to <paramref name="capacity"/> pictures.</summary>
    /// <param name="capacity">Most pictures of one pass, at least 1.</param>
    TrainingWorkspace CreateTrainingWorkspace(int capacity);

    /// <summary>Memory for what <see cref="Prepare"/> makes of the weights.</summary>
    PreparedWeights CreatePreparedWeights();

    /// <summary>
    /// Makes of the weights what <see cref="Forward"/> and <see cref="Backward"/> read beside them. To be called after every change of
    /// the weights.
    /// </summary>
    /// <param name="prepared">
    /// Made by <see cref="CreatePreparedWeights"/>; afterwards only read, by any number of passes.
    /// </param>
    void Prepare(PreparedWeights prepared);

    /// <summary>
    /// Forward pass in training mode: dropout is on, and what the backward pass needs stays in the workspace. Reads
    /// <see cref="TrainingWorkspace.Input"/> and fills <see cref="TrainingWorkspace.Output"/>.
    /// </summary>
    /// <param name="workspace">Made by <see cref="CreateTrainingWorkspace"/>.</param>
    /// <param name="prepared">Prepared by <see cref="Prepare"/> since the weights last changed.</param>
    /// <param name="count">Pictures in this pass, 1 to the workspace's capacity.</param>
    /// <param name="seed">Chooses what dropout zeroes; the same seed gives the same bits.</param>
    void Forward(TrainingWorkspace workspace, PreparedWeights prepared, int count, ulong seed);

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
    /// <param name="prepared">Prepared by <see cref="Prepare"/> since the weights last changed.</param>
    /// <param name="count">The count given to <see cref="Forward"/>.</param>
    /// <param name="entry">Where the output gradient enters.</param>
    /// <param name="inputGradient">Whether the gradient with respect to the input is wanted, too.</param>
    void Backward(TrainingWorkspace workspace, PreparedWeights prepared, int count, GradientEntry entry, bool inputGradient);
}
