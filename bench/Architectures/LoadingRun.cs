using System.Diagnostics;
using System.Globalization;

namespace StaticNet.Bench;

/// <summary>What stands between a program and its first answer, in milliseconds: making a network, its weights, and what the first prediction does more than the next.</summary>
/// <param name="Load">Making the network and loading a safetensors file, from the page cache.</param>
/// <param name="Map">Making the network and mapping a packed file.</param>
/// <param name="FirstAfterLoad">The first prediction of a loaded network, less the second one: preparing weights, compiling if it is the process's first.</param>
/// <param name="FirstAfterMap">The same of a mapped one, which also reads the file's pages.</param>
/// <param name="Predict">The second prediction.</param>
public sealed record LoadingRun(double Load, double Map, double FirstAfterLoad, double FirstAfterMap, double Predict)
{
    /// <summary>The rounds in order: the first one compiles what it calls, the loader too.</summary>
    public static IReadOnlyList<LoadingRun> Of(Type network, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("staticnet-loading-").FullName;
        string tensors = Path.Combine(folder, "network.safetensors"), packed = Path.Combine(folder, "network.packed");
        try
        {
            // Drawn values, as a file holds them. This compiles the saving, not the loading.
            Weights drawn = New(network).Weights;
            drawn.Save(tensors);
            drawn.Save(packed, WeightFormat.Packed);
            return [.. Enumerable.Range(0, rounds).Select(_ => Round(network, tensors, packed))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Load,9:F1}{Map,9:F1}{FirstAfterLoad,12:F1}{FirstAfterMap,12:F1}{Predict,12:F1}");

    private static LoadingRun Round(Type network, string tensors, string packed)
    {
        (double load, double firstAfterLoad, _) = Time(network, weights => weights.Load(tensors));
        (double map, double firstAfterMap, double predict) = Time(network, weights => weights.Map(packed));
        return new(load, map, firstAfterLoad, firstAfterMap, predict);
    }

    private static (double Load, double First, double Predict) Time(Type network, Action<Weights> load)
    {
        long start = Stopwatch.GetTimestamp();
        IPredictor predictor = New(network);
        load(predictor.Weights);
        double loaded = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        float[] picture = new float[predictor.Description.InputLength], output = new float[predictor.Description.OutputLength];
        Workspace workspace = predictor.CreateWorkspace();
        double[] predictions = new double[2];
        foreach (ref double prediction in predictions.AsSpan())
        {
            start = Stopwatch.GetTimestamp();
            predictor.Predict(picture, output, workspace);
            prediction = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return (loaded, predictions[0] - predictions[1], predictions[1]);
    }

    private static IPredictor New(Type network) => (IPredictor)Activator.CreateInstance(network, 1)!;
}
