using System.Globalization;
using System.Text;

namespace StaticNet.Training;

/// <summary>How a network does on a dataset. Its text is a table.</summary>
public sealed class EvaluationResult
{
    private readonly int[] confusion;

    internal EvaluationResult(int count, double loss, int[] confusion, int classes, IReadOnlyList<string>? classNames)
    {
        Count = count;
        Loss = loss;
        this.confusion = confusion;
        ClassCount = classes;
        ClassNames = classNames is not null && classNames.Count >= classes
            ? classNames
            : [.. Enumerable.Range(0, classes).Select(static label => label.ToString(CultureInfo.InvariantCulture))];
        for (int label = 0; label < classes; label++)
        {
            Correct += Confusion(label, label);
        }
    }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>Mean loss of the main output.</summary>
    public double Loss { get; }

    /// <summary>Samples whose class the network named.</summary>
    public int Correct { get; }

    /// <summary>Share of samples whose class the network named, 0 to 1; NaN where targets are vectors.</summary>
    public double Accuracy => ClassCount == 0 ? double.NaN : (double)Correct / Count;

    /// <summary>Classes; 0 where targets are vectors.</summary>
    public int ClassCount { get; }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// Samples of class <paramref name="actual"/> that the network took for class <paramref name="predicted"/>.
    /// </summary>
    /// <param name="actual">What they are.</param>
    /// <param name="predicted">What the network says.</param>
    public int Confusion(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actual, ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, ClassCount);
        return confusion[(actual * ClassCount) + predicted];
    }

    /// <summary>Samples of a class.</summary>
    /// <param name="label">The class.</param>
    public int CountOf(int label)
    {
        int count = 0;
        for (int predicted = 0; predicted < ClassCount; predicted++)
        {
            count += Confusion(label, predicted);
        }

        return count;
    }

    /// <summary>Share of a class's samples that the network knows, 0 to 1; NaN for a class without samples.</summary>
    /// <param name="label">The class.</param>
    public double AccuracyOf(int label) =>
        CountOf(label) is var count and > 0 ? (double)Confusion(label, label) / count : double.NaN;

    /// <summary>The accuracy of every class with the class it is most often mistaken for, and of all.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = ClassNames.Append("class").Append("total").Max(static name => name.Length);
        if (ClassCount > 0)
        {
            text.AppendLine($"{"class".PadRight(width)}  samples   correct  accuracy  most often mistaken for");
        }

        for (int label = 0; label < ClassCount; label++)
        {
            string numbers = string.Create(
                CultureInfo.InvariantCulture,
                $"{CountOf(label),7:N0}  {Confusion(label, label),8:N0}  {Percent(AccuracyOf(label)),8}");
            text.AppendLine($"{ClassNames[label].PadRight(width)}  {numbers}  {Mistake(label)}".TrimEnd());
        }

        return ClassCount > 0
            ? text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{"total".PadRight(width)}  {Count,7:N0}  {Correct,8:N0}  {Percent(Accuracy),8}  loss {Loss:F4}")).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{Count:N0} samples, loss {Loss:F4}{Environment.NewLine}");
    }

    private static string Percent(double share) =>
        double.IsNaN(share) ? "-" : (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %";

    private string Mistake(int label)
    {
        int worst = -1;
        for (int predicted = 0; predicted < ClassCount; predicted++)
        {
            if (predicted != label && Confusion(label, predicted) > (worst < 0 ? 0 : Confusion(label, worst)))
            {
                worst = predicted;
            }
        }

        return worst < 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{ClassNames[worst]} ({Confusion(label, worst):N0})");
    }
}
