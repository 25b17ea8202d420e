using System.Diagnostics;
using StaticNet.Generator;
using StaticNet.Generator.Emission;
using StaticNet.Measurement;
using StaticNet.Peers.Declared;

namespace StaticNet.Peers.Profile;

/// <summary>
/// A row of the profile with its time, the median of the samples, in milliseconds for a run or step of the whole batch.
/// <see cref="WithoutRearranging"/> leaves out changes of layout before the layer.
/// </summary>
internal sealed record TimedLayer(ProfiledLayer Layer, double Milliseconds, double WithoutRearranging);

/// <summary>
/// Where the time of one network goes. <see cref="Plain"/> is a run of the code as every build has it, <see cref="Clocked"/> one of the
/// code with a clock behind every call; the rows add up to the latter.
/// </summary>
internal sealed record NetworkProfile(
    string Name, string Isa, int Batch, int Threads, bool Training, IReadOnlyList<TimedLayer> Layers, double Plain, double Clocked, double PeakGflopPerSecond, double Disturbed)
{
    private const int WeightSeed = 1;
    private const double SampleMilliseconds = 1.5;

    private static readonly string[] PredictionEntries = ["Predict"];
    private static readonly string[] TrainingEntries = ["PrepareTraining", "Forward", "Backward"];
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    /// <summary>Times the steps of prediction or of a training step.</summary>
    /// <param name="declaration">The network.</param>
    /// <param name="batch">Pictures in one run or step.</param>
    /// <param name="threads">Threads that share a prediction.</param>
    /// <param name="training">A training step instead of a prediction.</param>
    /// <param name="rounds">Samples, of which each row shows the median.</param>
    /// <exception cref="InvalidOperationException">The generated code does not compile, or no instruction set of this machine ran.</exception>
    public static NetworkProfile Take(NetworkAnalysis declaration, int batch, int threads, bool training, int rounds)
    {
        IReadOnlyList<EmittedFile> files = [.. NetworkEmitter.Emit(declaration.Reading.Declaration! with { Training = training }, declaration.Graph!)];
        (IReadOnlyList<EmittedFile> clockedFiles, IReadOnlyDictionary<string, IReadOnlyList<ClockedStep>> steps) =
            ClockedCode.Of(files, training ? TrainingEntries : PredictionEntries);
        Type plainType = NetworkCompiler.Load(declaration, files);
        Type clockedType = NetworkCompiler.Load(declaration, clockedFiles);
        using Affinity pinned = Affinity.Pin(threads);
        using Awake? awake = threads > 1 ? Awake.Keep() : null;
        using ProfiledRun plain = ProfiledRun.Of(plainType, batch, training, threads, WeightSeed);
        using ProfiledRun clocked = ProfiledRun.Of(clockedType, batch, training, threads, WeightSeed);
        Warm(plain.Run);
        Warm(clocked.Run);
        string isa = steps.Keys.FirstOrDefault(name => ClockedCode.TicksOf(clockedType, name).Any(static ticks => ticks != 0))
            ?? throw new InvalidOperationException($"{plainType.Name} ran no code with clocks.");
        long[] ticks = ClockedCode.TicksOf(clockedType, isa);
        int repetitions = Math.Max(1, (int)(SampleMilliseconds / Milliseconds(plain.Run, 3)));

        var samples = new double[rounds][];
        var plainTimes = new double[rounds];
        var clockedTimes = new double[rounds];
        var peaks = new double[rounds];
        int disturbed = 0;
        for (int round = 0; round < rounds; round++)
        {
            plainTimes[round] = Undisturbed.Take(() => Milliseconds(plain.Run, repetitions), ref disturbed);
            clockedTimes[round] = Undisturbed.Take(
                () =>
                {
                    Array.Clear(ticks);
                    return Milliseconds(clocked.Run, repetitions);
                },
                ref disturbed);
            samples[round] = [.. ticks.Select(value => value * 1e3 / Stopwatch.Frequency / repetitions)];
            peaks[round] = Undisturbed.Take(static () => FmaPeak.Burst(FmaPeak.WidestVector), ref disturbed);
        }

        TimedLayer[] layers =
        [
            .. ProfiledLayer.Of(declaration.Graph!, steps[isa])
                .Select(layer => new TimedLayer(layer, Median(layer, static _ => true), Median(layer, static step => !step.IsRearranging)))
                .Where(static row => row.Milliseconds > 0),
        ];
        return new NetworkProfile(
            plainType.Name, isa, batch, threads, training, layers, new Series(plainTimes).Median, new Series(clockedTimes).Median,
            threads * new Series(peaks).Median, (double)disturbed / (3 * rounds));

        double Median(ProfiledLayer layer, Func<ClockedStep, bool> counts) => new Series(samples.Select(
            sample => layer.Steps.Select((step, i) => counts(step) ? sample[layer.First + i] : 0).Sum())).Median;
    }

    private static void Warm(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            run();
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp);
    }

    private static double Milliseconds(Action run, int repetitions)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            run();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / repetitions;
    }
}
