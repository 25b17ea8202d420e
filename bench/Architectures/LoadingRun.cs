using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StaticNet.Bench;

/// <summary>What stands between a program and its first answer, in milliseconds: making a network, its weights, and the first prediction, which prepares them.</summary>
/// <param name="Make">Making the network, without weights.</param>
/// <param name="Load">Loading a safetensors file, from the page cache.</param>
/// <param name="FirstAfterLoad">The first prediction behind that.</param>
/// <param name="LoadPacked">Loading a packed file.</param>
/// <param name="Map">Mapping a packed file.</param>
/// <param name="FirstAfterMap">The first prediction behind that, which also reads the file's pages.</param>
/// <param name="Predict">The second prediction.</param>
public sealed record LoadingRun(double Make, double Load, double FirstAfterLoad, double LoadPacked, double Map, double FirstAfterMap, double Predict)
{
    /// <summary>The names of the columns that <see cref="ToString"/> writes.</summary>
    public static string Header { get; } =
        $"{"make",10}{"load",10}{"+ first",10}{"packed",10}{"map",10}{"+ first",10}{"second",10}";

    /// <summary>The rounds in order: the first one compiles what it calls.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="folder">Where the network's files are, or are left: a process that finds them measures its first round with nothing compiled before.</param>
    public static IReadOnlyList<LoadingRun> Of(Type network, int rounds, DirectoryInfo folder)
    {
        folder.Create();
        string tensors = Path.Combine(folder.FullName, network.Name + ".safetensors"), packed = Path.Combine(folder.FullName, network.Name + ".packed");
        if (!File.Exists(tensors) || !File.Exists(packed))
        {
            Weights drawn = New(network).Weights;
            drawn.Save(tensors);
            drawn.Save(packed, WeightFormat.Packed);
        }

        return [.. Enumerable.Range(0, rounds).Select(_ => Round(network, tensors, packed))];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Make,10:F1}{Load,10:F1}{FirstAfterLoad,10:F1}{LoadPacked,10:F1}{Map,10:F1}{FirstAfterMap,10:F1}{Predict,10:F1}");

    private static LoadingRun Round(Type network, string tensors, string packed)
    {
        (double make, double load, double firstAfterLoad, _) = Time(network, weights => weights.Load(tensors));
        (_, double map, double firstAfterMap, double predict) = Time(network, weights => weights.Map(packed));
        TakeMemory();
        IPredictor other = New(network);
        double loadPacked = Milliseconds(() => other.Weights.Load(packed));
        return new(make, load, firstAfterLoad, loadPacked, map, firstAfterMap, predict);
    }

    private static (double Make, double Load, double First, double Second) Time(Type network, Action<Weights> load)
    {
        TakeMemory();
        IPredictor? made = null;
        double make = Milliseconds(() => made = New(network));
        IPredictor predictor = made!;
        double loaded = Milliseconds(() => load(predictor.Weights));
        float[] picture = new float[predictor.Description.InputLength], output = new float[predictor.Description.OutputLength];
        Workspace workspace = predictor.CreateWorkspace();
        double first = Milliseconds(() => predictor.Predict(picture, output, workspace));
        return (make, loaded, first, Milliseconds(() => predictor.Predict(picture, output, workspace)));
    }

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>
    /// Leaves the system with free memory at hand, without garbage of earlier rounds. In a virtual machine the first touch of a page that the host has not
    /// backed yet, or no longer backs, takes some ten times as long as clearing it, which is the machine's business and not the program's.
    /// </summary>
    private static void TakeMemory()
    {
        const int bytes = 1 << 29, page = 4096;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        nint memory = Marshal.AllocHGlobal(bytes);
        for (int i = 0; i < bytes; i += page)
        {
            Marshal.WriteByte(memory, i, 1);
        }

        Marshal.FreeHGlobal(memory);
    }

    private static IPredictor New(Type network) => (IPredictor)Activator.CreateInstance(network, 1)!;
}
