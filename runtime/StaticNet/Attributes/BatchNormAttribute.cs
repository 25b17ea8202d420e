namespace StaticNet;

/// <summary>
/// Batch normalisation of every channel: y = weight * (x - mean) / sqrt(variance + <see cref="Epsilon"/>) + bias. Ioffe
/// and Szegedy, <see href="https://arxiv.org/abs/1502.03167">Batch Normalization</see> (2015).
/// <para>
/// In training mean and (biased) variance are those of the pictures of one forward pass, over all their positions. The
/// trainer cuts a batch into pieces of at most 16 pictures, so there they are those of a piece, as data-parallel training
/// has it. The running averages <c>running_mean</c> and <c>running_var</c> follow them as
/// (1 - <see cref="Momentum"/>) * running + <see cref="Momentum"/> * (the mean over the batch's pieces, each by its
/// number of pictures), with the unbiased variance. A pass with one single value in a channel has no variance: its value
/// becomes the bias, its gradient 0, and the running variance stays as it is.
/// </para>
/// <para>
/// In prediction the running averages stand in, so that all is one multiplication and one addition, which a convolution
/// or dense layer in front takes over.
/// </para>
/// </summary>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance, so that a constant channel divides by no zero. Positive; default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>
    /// The part of a step's statistics in the running averages, 0 to 1 (PyTorch's convention, which is 1 minus
    /// TensorFlow's). Default 0.1.
    /// </summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Whether every channel has a trained weight and bias. Default true.</summary>
    public object Affine { get; set; } = true;
}
