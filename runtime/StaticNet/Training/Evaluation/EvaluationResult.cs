using System.Globalization;
using System.Text;

namespace StaticNet.Training;

/// <summary>How a network does on a dataset. Its text is a table.</summary>
public sealed class EvaluationResult
{
    private readonly long[] confusion;

    internal EvaluationResult(int count, double loss, long[] confusion, int classes, bool areMaps, IReadOnlyList<string>? classNames)
    {
        AreMaps = areMaps;
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
            Labels += CountOf(label);
        }
    }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>Mean loss of the main output.</summary>
    public double Loss { get; }

    /// <summary>Whether samples have a class at each pixel. Then what is counted below are pixels, not samples.</summary>
    public bool AreMaps { get; }

    /// <summary>Samples, or pixels, that have a class: all but those with the label that the loss ignores. 0 where targets are vectors.</summary>
    public long Labels { get; }

    /// <summary>Samples, or pixels, whose class the network named.</summary>
    public long Correct { get; }

    /// <summary>Share of samples, or pixels, whose class the network named, 0 to 1; NaN where targets are vectors.</summary>
    public double Accuracy => Labels == 0 ? double.NaN : (double)Correct / Labels;

    /// <summary>The mean of <see cref="IntersectionOverUnion"/> over the classes that occur, as label or as prediction; NaN where none does.</summary>
    public double MeanIntersectionOverUnion
    {
        get
        {
            double[] shares = [.. Enumerable.Range(0, ClassCount).Select(IntersectionOverUnion).Where(static share => !double.IsNaN(share))];
            return shares.Length == 0 ? double.NaN : shares.Average();
        }
    }

    /// <summary>Classes; 0 where targets are vectors.</summary>
    public int ClassCount { get; }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// Samples of class <paramref name="actual"/> that the network took for class <paramref name="predicted"/>.
    /// </summary>
    /// <param name="actual">What they are.</param>
    /// <param name="predicted">What the network says.</param>
    public long Confusion(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actual, ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, ClassCount);
        return confusion[(actual * ClassCount) + predicted];
    }

    /// <summary>Samples of a class.</summary>
    /// <param name="label">The class.</param>
    public long CountOf(int label)
    {
        long count = 0;
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

    /// <summary>
    /// How well the pixels of a class are found (Jaccard's index): those that are of it and taken for it, by those that are of it or taken for it. 0 to 1;
    /// NaN for a class that neither is there nor was seen.
    /// </summary>
    /// <param name="label">The class.</param>
    public double IntersectionOverUnion(int label)
    {
        long union = CountOf(label) - Confusion(label, label);
        for (int actual = 0; actual < ClassCount; actual++)
        {
            union += Confusion(actual, label);
        }

        return union == 0 ? double.NaN : (double)Confusion(label, label) / union;
    }

    /// <summary>The accuracy of every class with the class it is most often mistaken for, and of all.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = ClassNames.Append("class").Append("total").Max(static name => name.Length);
        if (ClassCount > 0)
        {
            text.AppendLine($"{"class".PadRight(width)}  {(AreMaps ? " pixels" : "samples")}   correct  accuracy{(AreMaps ? "       IoU" : "")}  most often mistaken for");
        }

        for (int label = 0; label < ClassCount; label++)
        {
            string numbers = string.Create(
                CultureInfo.InvariantCulture,
                $"{CountOf(label),7:N0}  {Confusion(label, label),8:N0}  {Percent(AccuracyOf(label)),8}{Overlap(IntersectionOverUnion(label))}");
            text.AppendLine($"{ClassNames[label].PadRight(width)}  {numbers}  {Mistake(label)}".TrimEnd());
        }

        return ClassCount > 0
            ? text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{"total".PadRight(width)}  {Labels,7:N0}  {Correct,8:N0}  {Percent(Accuracy),8}{Overlap(MeanIntersectionOverUnion)}  loss {Loss:F4}")).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{Count:N0} samples, loss {Loss:F4}{Environment.NewLine}");
    }

    private string Overlap(double share) => AreMaps ? $"  {Percent(share),8}" : "";

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
