namespace StaticNet.Training;

/// <summary>
/// Softmax and cross-entropy together, since their joint gradient is p - y. The softmax is over the channels: a map has one of its own at
/// every pixel, and its loss is the mean over them.
/// </summary>
internal sealed class CrossEntropyLoss : Loss
{
    /// <summary>2^-126. Smaller probabilities, 0 above all, count as this one.</summary>
    private const float LeastProbability = 1.17549435e-38f;

    public override GradientEntry EntryFor(NetworkDescription network)
    {
        foreach (NetworkOutput output in network.Outputs)
        {
            if (output.EndsInSoftmax)
            {
                return GradientEntry.BeforeSoftmax;
            }
        }

        return GradientEntry.Output;
    }

    protected override double EvaluateClass(
        NetworkOutput output, ReadOnlySpan<float> values, int label, Span<float> gradient, float scale)
    {
        int classes = Classes(output);
        if (classes != values.Length)
        {
            throw new ArgumentException(
                $"Output '{output.Name}' ({string.Join(" x ", output.Shape)}) has a class at each of its {values.Length / classes} "
                + "pixels, so that one label a picture says too little: give one for each pixel, or target vectors of the output's shape.",
                nameof(output));
        }

        if (output.EndsInSoftmax)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = values[i] * scale;
            }

            if (!gradient.IsEmpty)
            {
                gradient[label] = (values[label] - 1f) * scale;
            }

            return -Log(values[label]);
        }

        double logSum = LogSumOfExp(values, 0, 1);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = ((float)Math.Exp(values[i] - logSum) - OneHot(label, i, gradient.Length)) * scale;
        }

        return logSum - values[label];
    }

    protected override double EvaluateVector(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        int pixels = values.Length / Classes(output);
        double loss = 0;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            loss += EvaluatePixel(output.EndsInSoftmax, values, target, gradient, scale / pixels, pixel, pixels);
        }

        return loss / pixels;
    }

    protected override double EvaluateClassMap(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<int> labels, int labelled, Span<float> gradient, float scale)
    {
        Classes(output);
        bool areProbabilities = output.EndsInSoftmax;
        scale /= labelled;
        double loss = 0;
        for (int pixel = 0; pixel < labels.Length; pixel++)
        {
            if (labels[pixel] == IgnoredLabel)
            {
                ClearPixel(gradient, pixel, labels.Length);
                continue;
            }

            int target = (labels[pixel] * labels.Length) + pixel;
            double logSum = areProbabilities ? 0.0 : LogSumOfExp(values, pixel, labels.Length);
            loss += areProbabilities ? -Log(values[target]) : logSum - values[target];
            for (int i = pixel; i < gradient.Length; i += labels.Length)
            {
                float probability = areProbabilities ? values[i] : (float)Math.Exp(values[i] - logSum);
                gradient[i] = (i == target ? probability - 1f : probability) * scale;
            }
        }

        return loss / labelled;
    }

    /// <summary>The classes of one pixel, which lie <paramref name="pixels"/> floats apart.</summary>
    private static double EvaluatePixel(
        bool areProbabilities,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> target,
        Span<float> gradient,
        float scale,
        int pixel,
        int pixels)
    {
        double logSum = areProbabilities ? 0.0 : LogSumOfExp(values, pixel, pixels);
        double loss = 0;
        float total = 0;
        for (int i = pixel; i < values.Length; i += pixels)
        {
            total += target[i];
            if (target[i] != 0f)
            {
                loss -= target[i] * (areProbabilities ? Log(values[i]) : values[i] - logSum);
            }
        }

        for (int i = pixel; i < gradient.Length; i += pixels)
        {
            float probability = areProbabilities ? values[i] : (float)Math.Exp(values[i] - logSum);
            gradient[i] = ((probability * total) - target[i]) * scale;
        }

        return loss;
    }

    // Written so that NaN stays NaN: a diverged network must not look healthy.
    private static double Log(float probability) => Math.Log(probability < LeastProbability ? LeastProbability : probability);

    private static double LogSumOfExp(ReadOnlySpan<float> logits, int first, int step)
    {
        // Less the largest, so that no exponential overflows.
        float largest = logits[first];
        for (int i = first; i < logits.Length; i += step)
        {
            largest = MathF.Max(largest, logits[i]);
        }

        double sum = 0;
        for (int i = first; i < logits.Length; i += step)
        {
            sum += Math.Exp((double)logits[i] - largest);
        }

        return largest + Math.Log(sum);
    }

    private static int Classes(NetworkOutput output) => output.Shape[0] > 1
        ? output.Shape[0]
        : throw new ArgumentException(
            $"Output '{output.Name}' has a single class, whose softmax is always 1; use Loss.BinaryCrossEntropy after a sigmoid.",
            nameof(output));
}
