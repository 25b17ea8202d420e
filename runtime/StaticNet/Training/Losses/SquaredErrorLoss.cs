namespace StaticNet.Training;

/// <summary>Squares of the differences: their mean over the outputs, or half their sum.</summary>
internal sealed class SquaredErrorLoss(bool perOutput) : Loss
{
    protected override double EvaluateClass(
        NetworkDescription network, ReadOnlySpan<float> output, int label, Span<float> gradient, float scale)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            sum += Element(output, i, OneHot(label, i, output.Length), gradient, scale);
        }

        return Weight(output.Length) * sum;
    }

    protected override double EvaluateVector(
        NetworkDescription network, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            sum += Element(output, i, target[i], gradient, scale);
        }

        return Weight(output.Length) * sum;
    }

    private double Weight(int length) => perOutput ? 1.0 / length : 0.5;

    private double Element(ReadOnlySpan<float> output, int i, float target, Span<float> gradient, float scale)
    {
        float difference = output[i] - target;
        if (!gradient.IsEmpty)
        {
            gradient[i] = (float)(2.0 * Weight(output.Length)) * difference * scale;
        }

        return (double)difference * difference;
    }
}
