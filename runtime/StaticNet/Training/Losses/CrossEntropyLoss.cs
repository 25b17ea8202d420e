namespace StaticNet.Training;

/// <summary>Softmax and cross-entropy together, since their joint gradient is p - y.</summary>
internal sealed class CrossEntropyLoss : Loss
{
    /// <summary>2^-126. Smaller probabilities, 0 above all, count as this one.</summary>
    private const float LeastProbability = 1.17549435e-38f;

    public override GradientEntry EntryFor(NetworkDescription network) =>
        network.EndsInSoftmax ? GradientEntry.BeforeSoftmax : GradientEntry.Output;

    protected override double EvaluateClass(
        NetworkDescription network, ReadOnlySpan<float> output, int label, Span<float> gradient, float scale)
    {
        RequireClasses(network);
        if (network.EndsInSoftmax)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = output[i] * scale;
            }

            if (!gradient.IsEmpty)
            {
                gradient[label] = (output[label] - 1f) * scale;
            }

            return -Log(output[label]);
        }

        double logSum = LogSumOfExp(output);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = ((float)Math.Exp(output[i] - logSum) - OneHot(label, i, gradient.Length)) * scale;
        }

        return logSum - output[label];
    }

    protected override double EvaluateVector(
        NetworkDescription network, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        RequireClasses(network);
        double logSum = network.EndsInSoftmax ? 0.0 : LogSumOfExp(output);
        double loss = 0;
        float total = 0;
        for (int i = 0; i < output.Length; i++)
        {
            total += target[i];
            if (target[i] != 0f)
            {
                loss -= target[i] * (network.EndsInSoftmax ? Log(output[i]) : output[i] - logSum);
            }
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            float probability = network.EndsInSoftmax ? output[i] : (float)Math.Exp(output[i] - logSum);
            gradient[i] = ((probability * total) - target[i]) * scale;
        }

        return loss;
    }

    // Written so that NaN stays NaN: a diverged network must not look healthy.
    private static double Log(float probability) => Math.Log(probability < LeastProbability ? LeastProbability : probability);

    private static double LogSumOfExp(ReadOnlySpan<float> logits)
    {
        // Less the largest, so that no exponential overflows.
        float largest = logits[0];
        foreach (float logit in logits)
        {
            largest = MathF.Max(largest, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp((double)logit - largest);
        }

        return largest + Math.Log(sum);
    }

    private static void RequireClasses(NetworkDescription network)
    {
        if (network.OutputLength < 2)
        {
            throw new ArgumentException(
                $"{network.Name} has a single output, whose softmax is always 1; use Loss.BinaryCrossEntropy after a sigmoid.",
                nameof(network));
        }
    }
}
