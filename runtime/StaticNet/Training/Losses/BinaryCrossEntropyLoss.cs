namespace StaticNet.Training;

/// <summary>Cross-entropy of independent probabilities, averaged over the outputs.</summary>
internal sealed class BinaryCrossEntropyLoss : Loss
{
    private const double LeastLog = -100.0;
    private const float LeastDenominator = 1e-12f;

    protected override double EvaluateClass(
        NetworkDescription network, ReadOnlySpan<float> output, int label, Span<float> gradient, float scale)
    {
        double loss = 0;
        for (int i = 0; i < output.Length; i++)
        {
            loss += Element(output, i, OneHot(label, i, output.Length), gradient, scale);
        }

        return loss / output.Length;
    }

    protected override double EvaluateVector(
        NetworkDescription network, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        double loss = 0;
        for (int i = 0; i < output.Length; i++)
        {
            loss += Element(output, i, target[i], gradient, scale);
        }

        return loss / output.Length;
    }

    private static double Element(ReadOnlySpan<float> output, int i, float target, Span<float> gradient, float scale)
    {
        float p = output[i];
        if (!gradient.IsEmpty)
        {
            gradient[i] = (p - target) / MathF.Max(p * (1f - p), LeastDenominator) * scale / output.Length;
        }

        double loss = 0;
        if (target != 0f)
        {
            loss -= target * Math.Max(Math.Log(p), LeastLog);
        }

        if (target != 1f)
        {
            loss -= (1.0 - target) * Math.Max(Math.Log(1.0 - p), LeastLog);
        }

        return loss;
    }
}
