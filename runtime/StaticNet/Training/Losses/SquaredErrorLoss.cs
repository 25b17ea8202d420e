namespace StaticNet.Training;

/// <summary>Squares of the differences: their mean over the outputs, or half their sum.</summary>
internal sealed class SquaredErrorLoss(bool perOutput) : Loss
{
    protected override double EvaluateClass(
        NetworkOutput output, ReadOnlySpan<float> values, int label, Span<float> gradient, float scale)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += Element(values, i, OneHot(label, i, values.Length), gradient, scale);
        }

        return Weight(values.Length) * sum;
    }

    protected override double EvaluateVector(
        NetworkOutput output, ReadOnlySpan<float> values, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += Element(values, i, target[i], gradient, scale);
        }

        return Weight(values.Length) * sum;
    }

    private double Weight(int length) => perOutput ? 1.0 / length : 0.5;

    private double Element(ReadOnlySpan<float> values, int i, float target, Span<float> gradient, float scale)
    {
        float difference = values[i] - target;
        if (!gradient.IsEmpty)
        {
            gradient[i] = (float)(2.0 * Weight(values.Length)) * difference * scale;
        }

        return (double)difference * difference;
    }
}
