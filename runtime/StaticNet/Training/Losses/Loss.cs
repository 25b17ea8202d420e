namespace StaticNet.Training;

/// <summary>
/// How far outputs are from their targets, and the gradient of that. A step minimises the mean over the batch. A class
/// as target stands for the vector that is 1 at the class and 0 elsewhere; for a network with a single output, for the
/// label itself, 0 or 1.
/// </summary>
public abstract class Loss
{
    /// <summary>
    /// Cross-entropy of class probabilities, <c>-sum_i y_i log p_i</c>. For a network that ends in a softmax p is its
    /// output, else the softmax of its output, computed here. The gradient, with respect to what enters the softmax, is
    /// <c>p_i * sum_j y_j - y_i</c>, that is <c>p - y</c> for targets that sum to 1. A probability below the smallest
    /// normal float counts as that in the logarithm.
    /// </summary>
    public static Loss CrossEntropy { get; } = new CrossEntropyLoss();

    /// <summary>
    /// Cross-entropy of independent probabilities, the outputs of a sigmoid:
    /// <c>-1/K sum_i (y_i log p_i + (1 - y_i) log(1 - p_i))</c> over the K outputs. The gradient is
    /// <c>(p_i - y_i) / (p_i (1 - p_i)) / K</c>. Logarithms count as at least -100 and the denominator as at least
    /// 1e-12, as in PyTorch.
    /// </summary>
    public static Loss BinaryCrossEntropy { get; } = new BinaryCrossEntropyLoss();

    /// <summary>
    /// Mean squared error <c>1/K sum_i (o_i - y_i)^2</c> over the K outputs. The gradient is <c>2 (o_i - y_i) / K</c>.
    /// </summary>
    public static Loss MeanSquaredError { get; } = new SquaredErrorLoss(perOutput: true);

    /// <summary>Half the sum of squares, <c>1/2 sum_i (o_i - y_i)^2</c>. The gradient is <c>o_i - y_i</c>.</summary>
    public static Loss HalfSumOfSquares { get; } = new SquaredErrorLoss(perOutput: false);

    /// <summary>Where the gradient of <see cref="Evaluate"/> enters the network.</summary>
    /// <param name="network">The network.</param>
    public virtual GradientEntry EntryFor(NetworkDescription network) => GradientEntry.Output;

    /// <summary>The loss of some outputs, summed over them, and its gradient.</summary>
    /// <param name="network">The network that the outputs are from.</param>
    /// <param name="outputs">Rows of <see cref="NetworkDescription.OutputLength"/>.</param>
    /// <param name="targets">One for each row.</param>
    /// <param name="gradients">
    /// Receives, row by row, the gradient at the place that <see cref="EntryFor"/> names; may be empty where only the
    /// loss is wanted.
    /// </param>
    /// <param name="scale">
    /// The gradient is multiplied by this: 1 / batch size, so that summing over the batch gives the mean.
    /// </param>
    /// <returns>The sum of the rows' losses, not scaled.</returns>
    /// <exception cref="ArgumentException">
    /// Lengths do not go together, or a label is not a class of the network.
    /// </exception>
    public double Evaluate(
        NetworkDescription network, ReadOnlySpan<float> outputs, Targets targets, Span<float> gradients, float scale)
    {
        ArgumentNullException.ThrowIfNull(network);
        int length = network.OutputLength;
        int rows = outputs.Length / length;
        bool targetsFit = targets.AreLabels ? targets.Labels.Length == rows : targets.Vectors.Length == outputs.Length;
        if (rows * length != outputs.Length || !targetsFit)
        {
            throw new ArgumentException(
                $"{outputs.Length} outputs in rows of {length} do not go with "
                + (targets.AreLabels ? $"{targets.Labels.Length} labels." : $"{targets.Vectors.Length} target values."),
                nameof(targets));
        }

        if (!gradients.IsEmpty && gradients.Length != outputs.Length)
        {
            throw new ArgumentException(
                $"{outputs.Length} outputs have as many gradients, not {gradients.Length}.", nameof(gradients));
        }

        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            int start = row * length;
            ReadOnlySpan<float> output = outputs.Slice(start, length);
            Span<float> gradient = gradients.IsEmpty ? default : gradients.Slice(start, length);
            sum += targets.AreLabels
                ? EvaluateClass(network, output, CheckLabel(network, targets.Labels[row]), gradient, scale)
                : EvaluateVector(network, output, targets.Vectors.Slice(start, length), gradient, scale);
        }

        return sum;
    }

    /// <summary>The class that an output means: the largest, or for a single output 1 from one half on.</summary>
    /// <param name="output">One row.</param>
    public static int ClassOf(ReadOnlySpan<float> output)
    {
        if (output.Length == 1)
        {
            return output[0] >= 0.5f ? 1 : 0;
        }

        int best = 0;
        for (int i = 1; i < output.Length; i++)
        {
            if (output[i] > output[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>The loss of one row whose target is a vector.</summary>
    /// <param name="network">The network.</param>
    /// <param name="output">The row.</param>
    /// <param name="target">As long as the row.</param>
    /// <param name="gradient">As long as the row, or empty.</param>
    /// <param name="scale">Multiplies the gradient.</param>
    protected abstract double EvaluateVector(
        NetworkDescription network, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, float scale);

    /// <summary>The loss of one row whose target is a class.</summary>
    /// <param name="network">The network.</param>
    /// <param name="output">The row.</param>
    /// <param name="label">The class, known to be one of the network's.</param>
    /// <param name="gradient">As long as the row, or empty.</param>
    /// <param name="scale">Multiplies the gradient.</param>
    protected abstract double EvaluateClass(
        NetworkDescription network, ReadOnlySpan<float> output, int label, Span<float> gradient, float scale);

    /// <summary>Element i of the vector that a class stands for.</summary>
    internal static float OneHot(int label, int i, int length) => length == 1 ? label : i == label ? 1f : 0f;

    private static int CheckLabel(NetworkDescription network, int label)
    {
        int classes = Math.Max(2, network.OutputLength);
        return label >= 0 && label < classes
            ? label
            : throw new ArgumentException(
                $"Label {label} is not a class of {network.Name}, whose classes are 0 to {classes - 1}.", nameof(label));
    }
}
