namespace StaticNet.Training;

/// <summary>Cross-entropy of independent probabilities, averaged over the outputs.</summary>
internal sealed class BinaryCrossEntropyLoss : Loss
{
    private const double LeastLog = -100.0;
    private const float LeastDenominator = 1e-12f;

    protected override double EvaluateClass(
        NetworkOutput output, ReadOnlySpan<float> values, int label, Span<float> gradient, float scale)
    {
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            loss += Element(values, i, OneHot(label, i, values.Length), gradient, scale / values.Length);
        }

        return loss / values.Length;
    }

    protected override double EvaluateVector(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            loss += Element(values, i, target[i], gradient, scale / values.Length);
        }

        return loss / values.Length;
    }

    protected override double EvaluateClassMap(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<int> labels, int labelled, Span<float> gradient, float scale)
    {
        int classes = output.Shape[0];
        double count = (double)labelled * classes;
        double loss = 0;
        for (int pixel = 0; pixel < labels.Length; pixel++)
        {
            if (labels[pixel] == IgnoredLabel)
            {
                ClearPixel(gradient, pixel, labels.Length);
                continue;
            }

            for (int channel = 0; channel < classes; channel++)
            {
                loss += Element(values, (channel * labels.Length) + pixel, OneHot(labels[pixel], channel, classes), gradient, (float)(scale / count));
            }
        }

        return loss / count;
    }

    private static double Element(ReadOnlySpan<float> values, int i, float target, Span<float> gradient, float scale)
    {
        float p = values[i];
        if (!gradient.IsEmpty)
        {
            gradient[i] = (p - target) / MathF.Max(p * (1f - p), LeastDenominator) * scale;
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
