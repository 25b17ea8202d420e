namespace StaticNet.Training;

/// <summary>
/// How far outputs are from their targets, and the gradient of that. A step minimises the mean over the batch. A class
/// as target stands for the vector that is 1 at the class and 0 elsewhere; for a network with a single output, for the
/// label itself, 0 or 1.
/// <para>
/// A map <c>[C, H, W]</c>, as a segmenter makes it, may have a class at each pixel as its target, H x W of them:
/// <see cref="CrossEntropy"/> takes the C channels of a pixel for its classes, and <see cref="BinaryCrossEntropy"/> a single channel for
/// the probability of class 1. A picture's loss is the mean over its pixels.
/// </para>
/// <para>
/// A network with further outputs is trained on the loss of its main output plus, for each further one, the loss of that
/// times its <see cref="NetworkOutput.LossWeight"/>: Szegedy et al.,
/// <see href="https://arxiv.org/abs/1409.4842">Going Deeper with Convolutions</see> (2014), section 5. They all have the
/// same target: the class, or the vector or map of classes, which then goes with outputs of its size. What is measured on predictions is
/// the main output's loss alone.
/// </para>
/// </summary>
public abstract class Loss
{
    /// <summary>
    /// Cross-entropy of class probabilities, <c>-sum_i y_i log p_i</c>. For a network that ends in a softmax p is its
    /// output, else the softmax of its output, computed here. The gradient, with respect to what enters the softmax, is
    /// <c>p_i * sum_j y_j - y_i</c>, that is <c>p - y</c> for targets that sum to 1. A probability below the smallest
    /// normal float counts as that in the logarithm. For a map all this holds at each pixel, over the channels; the loss
    /// is the mean over the pixels.
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

    /// <summary>The label that counts for nothing; null where every label is a class.</summary>
    public int? IgnoredLabel { get; private set; }

    /// <summary>
    /// This loss, to which a sample or a pixel with a certain label does not exist: neither is it in the mean over a map's pixels, nor has it
    /// a gradient, nor is it right or wrong. 255 is how the common sets of segmented pictures mark borders and what nobody has labelled. A map without any
    /// other label has the loss 0.
    /// </summary>
    /// <param name="label">The label, which may also be that of a class.</param>
    public Loss Ignoring(int label)
    {
        var ignoring = (Loss)MemberwiseClone();
        ignoring.IgnoredLabel = label;
        return ignoring;
    }

    /// <summary>Where the gradient of <see cref="Evaluate"/> enters the network.</summary>
    /// <param name="network">The network.</param>
    public virtual GradientEntry EntryFor(NetworkDescription network) => GradientEntry.Output;

    /// <summary>The loss of some outputs, summed over them, and its gradient.</summary>
    /// <param name="network">The network that the outputs are from.</param>
    /// <param name="outputs">
    /// Rows of <see cref="NetworkDescription.OutputLength"/>, or of
    /// <see cref="NetworkDescription.TrainingOutputLength"/> as a training pass makes them.
    /// </param>
    /// <param name="targets">One for each row.</param>
    /// <param name="gradients">
    /// Receives, row by row, the gradient at the place that <see cref="EntryFor"/> names, zeros for outputs without
    /// weight; asks for rows of a training pass. Empty where only the main output's loss is wanted.
    /// </param>
    /// <param name="scale">
    /// The gradient is multiplied by this: 1 / batch size, so that summing over the batch gives the mean.
    /// </param>
    /// <returns>
    /// The sum of the rows' losses, not scaled: with gradients, of the main output and of the others times their weights;
    /// without, of the main output.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// Lengths do not go together, or a label is not a class of an output that has a weight.
    /// </exception>
    public double Evaluate(
        NetworkDescription network, ReadOnlySpan<float> outputs, Targets targets, Span<float> gradients, float scale)
    {
        ArgumentNullException.ThrowIfNull(network);
        bool training = !gradients.IsEmpty;
        int targetLength = network.MainOutput.Length;
        int rows = targets.AreLabels ? targets.Labels.Length / targets.LabelsPerSample : targets.Vectors.Length / targetLength;
        int length = rows > 0 ? outputs.Length / rows : network.TrainingOutputLength;
        bool isRow = length == network.TrainingOutputLength || (!training && length == network.OutputLength);
        if ((long)rows * length != outputs.Length || !isRow || (!targets.AreLabels && targets.Vectors.Length != rows * targetLength))
        {
            throw new ArgumentException(
                $"{outputs.Length} outputs in rows of {(training ? network.TrainingOutputLength : network.OutputLength)} do not go with "
                + (targets.AreLabels ? $"{targets.Labels.Length} labels." : $"{targets.Vectors.Length} target values."),
                nameof(targets));
        }

        if (training && gradients.Length != outputs.Length)
        {
            throw new ArgumentException(
                $"{outputs.Length} outputs have as many gradients, not {gradients.Length}.", nameof(gradients));
        }

        double sum = EvaluateOutput(network, network.MainOutput, outputs, targets, gradients, length, rows, scale);
        for (int i = 1; training && i < network.Outputs.Count; i++)
        {
            NetworkOutput further = network.Outputs[i];
            sum += further.LossWeight
                * EvaluateOutput(network, further, outputs, targets, gradients, length, rows, scale * further.LossWeight);
        }

        return sum;
    }

    /// <summary>The class that an output means: the largest, or for a single output 1 from one half on.</summary>
    /// <param name="output">One row.</param>
    public static int ClassOf(ReadOnlySpan<float> output) => ClassOf(output, 0, 1);

    /// <summary>The class that an output means at one of its pixels: of its channels there the largest, or for a single channel 1 from one half on.</summary>
    /// <param name="output">One row, <c>[C, H, W]</c>.</param>
    /// <param name="pixel">The pixel, from 0 to <paramref name="pixels"/> - 1, row by row.</param>
    /// <param name="pixels">H x W.</param>
    public static int ClassOf(ReadOnlySpan<float> output, int pixel, int pixels)
    {
        if (output.Length == pixels)
        {
            return output[pixel] >= 0.5f ? 1 : 0;
        }

        int best = pixel;
        for (int i = pixel + pixels; i < output.Length; i += pixels)
        {
            if (output[i] > output[best])
            {
                best = i;
            }
        }

        return best / pixels;
    }

    /// <summary>The loss of one output of one picture, whose target is a vector.</summary>
    /// <param name="output">The output.</param>
    /// <param name="values">Its values.</param>
    /// <param name="target">As long as the values.</param>
    /// <param name="gradient">As long as the values, or empty.</param>
    /// <param name="scale">Multiplies the gradient.</param>
    protected abstract double EvaluateVector(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<float> target, Span<float> gradient, float scale);

    /// <summary>The loss of one output of one picture, whose target is a class.</summary>
    /// <param name="output">The output.</param>
    /// <param name="values">Its values.</param>
    /// <param name="label">The class, known to be one of the output's.</param>
    /// <param name="gradient">As long as the values, or empty.</param>
    /// <param name="scale">Multiplies the gradient.</param>
    protected abstract double EvaluateClass(
        NetworkOutput output, ReadOnlySpan<float> values, int label, Span<float> gradient, float scale);

    /// <summary>The loss of one output of one picture, whose target is a class at each pixel: the mean over those that are not <see cref="IgnoredLabel"/>.</summary>
    /// <param name="output">The output.</param>
    /// <param name="values">Its values, <c>[C, H, W]</c>.</param>
    /// <param name="labels">H x W classes, known to be the output's or the ignored one.</param>
    /// <param name="labelled">Those that are not ignored, at least 1.</param>
    /// <param name="gradient">As long as the values, or empty; all of it is written.</param>
    /// <param name="scale">Multiplies the gradient.</param>
    /// <exception cref="ArgumentException">The loss takes no maps of classes, which is so unless it says otherwise.</exception>
    protected virtual double EvaluateClassMap(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<int> labels, int labelled, Span<float> gradient, float scale) =>
        throw new ArgumentException("This loss takes no class at each pixel: use a cross-entropy, or give target vectors.", nameof(labels));

    /// <summary>Element i of the vector that a class stands for.</summary>
    internal static float OneHot(int label, int i, int length) => length == 1 ? label : i == label ? 1f : 0f;

    /// <summary>Writes zeros for the channels of one pixel, unless there is no gradient.</summary>
    private protected static void ClearPixel(Span<float> gradient, int pixel, int pixels)
    {
        for (int i = pixel; i < gradient.Length; i += pixels)
        {
            gradient[i] = 0;
        }
    }

    /// <summary>The loss of one output over all rows, not weighted; its gradient is scaled.</summary>
    private double EvaluateOutput(
        NetworkDescription network,
        NetworkOutput output,
        ReadOnlySpan<float> outputs,
        Targets targets,
        Span<float> gradients,
        int rowLength,
        int rows,
        float scale)
    {
        int length = output.Length;
        int targetLength = network.MainOutput.Length;
        if (output.LossWeight != 0)
        {
            RequireTargetLength(network, output, targetLength, targets.LabelsPerSample);
        }

        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            int start = (row * rowLength) + output.Offset;
            ReadOnlySpan<float> values = outputs.Slice(start, length);
            Span<float> gradient = gradients.IsEmpty ? default : gradients.Slice(start, length);
            if (output.LossWeight == 0)
            {
                gradient.Clear();
                continue;
            }

            sum += targets.AreLabels
                ? EvaluateLabels(network, output, values, targets.Labels.Slice(row * targets.LabelsPerSample, targets.LabelsPerSample), gradient, scale)
                : EvaluateVector(output, values, targets.Vectors.Slice(row * targetLength, targetLength), gradient, scale);
        }

        return sum;
    }

    /// <summary>One picture's, whose target is a class or a map of classes.</summary>
    private double EvaluateLabels(
        NetworkDescription network, NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<int> labels, Span<float> gradient, float scale)
    {
        int classes = Math.Max(2, labels.Length > 1 ? output.Shape[0] : output.Length);
        int labelled = 0;
        foreach (int label in labels)
        {
            if (label != IgnoredLabel)
            {
                CheckLabel(network, output, label, classes);
                labelled++;
            }
        }

        if (labelled == 0)
        {
            gradient.Clear();
            return 0;
        }

        return labels.Length == 1
            ? EvaluateClass(output, values, labels[0], gradient, scale)
            : EvaluateClassMap(output, values, labels, labelled, gradient, scale);
    }

    /// <summary>Every output that is trained on has the same target, and so the same length, or where targets are maps of classes as many pixels.</summary>
    /// <exception cref="ArgumentException">This one has another.</exception>
    internal static void RequireTargetLength(NetworkDescription network, NetworkOutput output, int targetLength, int labelsPerSample)
    {
        if (labelsPerSample > 1 && output.Pixels != labelsPerSample)
        {
            throw new ArgumentException(
                $"{Title(network, output)} ({string.Join(" x ", output.Shape)}) has {output.Pixels} pixels, but targets have {labelsPerSample} labels. "
                + "They are one for each pixel, or one for each picture.");
        }

        if (labelsPerSample == 0 && output.Length != targetLength)
        {
            throw new ArgumentException(
                $"{Title(network, output)} has {output.Length} values and a loss weight of {output.LossWeight}, "
                + $"but target vectors have {targetLength} values. Give it LossWeight = 0, or train with labels.");
        }
    }

    private static string Title(NetworkDescription network, NetworkOutput output) =>
        ReferenceEquals(output, network.MainOutput) ? network.Name : $"output '{output.Name}' of {network.Name}";

    private static void CheckLabel(NetworkDescription network, NetworkOutput output, int label, int classes)
    {
        if (label < 0 || label >= classes)
        {
            throw new ArgumentException(
                $"Label {label} is not a class of {Title(network, output)}, whose classes are 0 to {classes - 1}.", nameof(label));
        }
    }
}
