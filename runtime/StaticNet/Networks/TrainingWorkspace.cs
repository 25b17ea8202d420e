using System.ComponentModel;

namespace StaticNet;

/// <summary>
/// What a forward and backward pass of some pictures reads and writes. Not to be shared by callers that run at the same
/// time.
/// </summary>
public sealed class TrainingWorkspace
{
    private readonly NetworkDescription description;
    private readonly AlignedBuffer input;
    private readonly AlignedBuffer output;
    private readonly AlignedBuffer outputGradient;
    private AlignedBuffer? inputGradient;
    private AlignedBuffer? parameterGradient;

    /// <summary>A workspace for a network.</summary>
    /// <param name="description">The network's shapes.</param>
    /// <param name="capacity">Most pictures of one pass, at least 1.</param>
    /// <param name="arenaFloats">Memory that the network's code needs for so many pictures.</param>
    public TrainingWorkspace(NetworkDescription description, int capacity, long arenaFloats)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.description = description;
        Capacity = capacity;
        Arena = new(arenaFloats);
        input = new((long)capacity * description.InputLength);
        output = new((long)capacity * description.TrainingOutputLength);
        outputGradient = new((long)capacity * description.TrainingOutputLength);
    }

    /// <summary>Most pictures of one pass.</summary>
    public int Capacity { get; }

    /// <summary>Memory of the generated code, which alone knows what lies where.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Arena { get; }

    /// <summary>
    /// Pictures, <c>[Capacity, InputLength]</c>. The caller fills it before <see cref="INetwork.Forward"/>.
    /// </summary>
    public Span<float> Input => input.Span;

    /// <summary>
    /// Rows of all outputs, <c>[Capacity, TrainingOutputLength]</c>, as <see cref="INetwork.Forward"/> leaves them;
    /// <see cref="NetworkOutput.Offset"/> says where in a row an output lies.
    /// </summary>
    public Span<float> Output => output.Span;

    /// <summary>
    /// The loss's gradient with respect to the outputs, <c>[Capacity, TrainingOutputLength]</c> in the same rows. The
    /// caller fills it before <see cref="INetwork.Backward"/>, with zeros for outputs that have no loss.
    /// </summary>
    public Span<float> OutputGradient => outputGradient.Span;

    /// <summary>
    /// The loss's gradient with respect to the pictures, <c>[Capacity, InputLength]</c>, where
    /// <see cref="INetwork.Backward"/> was asked for it. Its memory is made when it is first read, since most training
    /// never looks at it.
    /// </summary>
    public Span<float> InputGradient => (inputGradient ??= new((long)Capacity * description.InputLength)).Span;

    /// <summary>
    /// The loss's gradient with respect to the parameters, summed over the pictures of the pass, in the packed order of
    /// <see cref="Weights.Packed"/>. A trainer may put a buffer of its own here; otherwise one is made when it is first
    /// read.
    /// </summary>
    public AlignedBuffer ParameterGradient
    {
        get => parameterGradient ??= new(description.PackedLength);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Length != description.PackedLength)
            {
                throw new ArgumentException(
                    $"The gradient of {description.Name} has {description.PackedLength} packed values, the buffer {value.Length}.",
                    nameof(value));
            }

            parameterGradient = value;
        }
    }

    /// <summary>The seed of the last forward pass: the backward pass draws the same dropout masks from it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ulong Seed { get; set; }

    /// <summary>
    /// Checks that this workspace serves <paramref name="count"/> pictures of the network <paramref name="network"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The workspace was made by another kind of network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are more pictures than the workspace holds, or none.
    /// </exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Require(NetworkDescription network, int count)
    {
        if (!ReferenceEquals(network, description))
        {
            throw new ArgumentException(
                $"The workspace belongs to a network {description.Name}: use one that CreateTrainingWorkspace of {network?.Name} made.",
                nameof(network));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
    }
}
