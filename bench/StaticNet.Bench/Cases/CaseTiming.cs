using System.Diagnostics;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Measurement;

namespace StaticNet.Bench.Cases;

/// <summary>
/// The fourth use of the case list: the rows whose values, parity and gradients the conformance tests check, timed. So that a shape
/// that no network of note has, and that is slow, is seen too.
/// </summary>
internal static class CaseTiming
{
    /// <summary>A row per case: one picture's prediction, and forward with backward for a picture of the case's batch.</summary>
    /// <param name="filter">Only cases whose name contains this, in any case; null for all.</param>
    /// <param name="quick">Shorter samples.</param>
    public static MarkdownTable Measure(string? filter, bool quick)
    {
        var table = new MarkdownTable("case", "multiply-adds", "prediction, us", "GFLOP/s", "forward + backward, us a picture", "GFLOP/s");
        NetworkCase[] rows =
        [
            .. CaseList.Written.Values.SelectMany(family => family)
                .Where(row => filter is null || row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)),
        ];
        using Affinity pinned = Affinity.Pin(1);
        foreach (NetworkCase[] part in rows.Chunk(16))
        {
            IReadOnlyList<INetwork> networks = CaseNetworks.Compile(part);
            for (int i = 0; i < part.Length; i++)
            {
                Add(table, part[i], networks[i], TimeSpan.FromMilliseconds(quick ? 2 : 20));
            }
        }

        return table;
    }

    private static void Add(MarkdownTable table, NetworkCase row, INetwork network, TimeSpan time)
    {
        NetworkDescription description = network.Description;
        var random = new Random(1);
        TrainingWorkspace training = network.CreateTrainingWorkspace(row.Batch);
        foreach (ref float value in training.Input)
        {
            value = random.NextSingle() - 0.5f;
        }

        float[] input = training.Input[..description.InputLength].ToArray();
        float[] output = new float[description.OutputLength];
        Workspace workspace = network.CreateWorkspace();
        PreparedWeights prepared = network.CreatePreparedWeights();
        training.OutputGradient.Fill(0.1f);

        double predict = Microseconds(time, () => network.Predict(input, output, workspace));
        double step = Microseconds(time, () =>
        {
            network.Prepare(prepared);
            network.Forward(training, prepared, row.Batch, 0);
            network.Backward(training, prepared, row.Batch, GradientEntry.Output, inputGradient: true);
        }) / row.Batch;

        // A multiply-add is two operations; backward is one pass for the weights' gradient and one for the data's.
        double operations = 2e-3 * description.MultiplyAdds;
        table.Add(
            row.Name,
            FormattableString.Invariant($"{description.MultiplyAdds:N0}"),
            FormattableString.Invariant($"{predict:0.00}"),
            FormattableString.Invariant($"{operations / predict:0.0}"),
            FormattableString.Invariant($"{step:0.00}"),
            FormattableString.Invariant($"{3 * operations / step:0.0}"));
    }

    /// <summary>The median of samples of about a tenth of <paramref name="time"/> each.</summary>
    private static double Microseconds(TimeSpan time, Action action)
    {
        action();
        long start = Stopwatch.GetTimestamp();
        action();
        double once = Math.Max(Stopwatch.GetElapsedTime(start).TotalMicroseconds, 0.05);
        int repetitions = (int)Math.Clamp(time.TotalMicroseconds / 10 / once, 1, 100_000);
        var samples = new double[10];
        for (int i = 0; i < samples.Length; i++)
        {
            start = Stopwatch.GetTimestamp();
            for (int r = 0; r < repetitions; r++)
            {
                action();
            }

            samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / repetitions;
        }

        return new Series(samples).Median;
    }
}
