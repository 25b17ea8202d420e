using System.Diagnostics;
using System.Runtime.Loader;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// What <c>Unroll = Unroll.Full</c> brings and what it costs, beside the default: a prediction of one picture, the first one (which the JIT
/// compiles), the build, and the size of the assembly. The networks only predict, so that nothing else is in the assemblies.
/// </summary>
internal sealed class UnrollMeasurement : IMeasurement
{
    private const string Default = "Training = false";
    private const string Full = "Training = false, Unroll = Unroll.Full";

    private static readonly (string Title, string Declaration)[] Networks =
    [
        ("8x8 digits",
            """
            [Network(1, 8, 8, OPTIONS)]
            [Conv(8, 3, Padding = 1), Relu, MaxPool(2, 2), Conv(16, 3), Relu, Flatten, Dense(10), Softmax]
            """),
        ("LeNet-5",
            """
            [Network(1, 28, 28, OPTIONS)]
            [Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5), Relu, MaxPool(2)]
            [Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
            """),
    ];

    public string Verb => "unroll";

    public string Description => "8x8 digits and LeNet-5 with Unroll.Full beside the default: prediction, build, size";

    public IEnumerable<Figure> Measure(bool quick)
    {
        foreach ((string title, string declaration) in Networks)
        {
            Cost looped = Build(declaration, Default, quick);
            Cost full = Build(declaration, Full, quick);
            using Affinity pinned = Affinity.Pin(1);
            TurnTimes times = Turns.Run(
                quick ? 50 : 200, 1, new Subject("loops", new PredictionRun(looped.Network, 1).Predict), new Subject("full", new PredictionRun(full.Network, 1).Predict));
            yield return Figure.Context(
                $"{title}, prediction of one picture",
                FormattableString.Invariant(
                    $"{1000 * times.Milliseconds(1).Median:0.000} us, default {1000 * times.Milliseconds(0).Median:0.000} us, ratio {times.Ratio(1, 0).Median:0.00}"));
            yield return Figure.Context($"{title}, first prediction", FormattableString.Invariant($"{full.FirstMilliseconds:0} ms, default {looped.FirstMilliseconds:0} ms"));
            yield return Figure.Context($"{title}, dotnet build after an edit", FormattableString.Invariant($"{full.Seconds:0.0} s, default {looped.Seconds:0.0} s"));
            yield return Figure.Context($"{title}, assembly", FormattableString.Invariant($"{full.Bytes / 1e3:N0} kB, default {looped.Bytes / 1e3:N0} kB"));
        }
    }

    private sealed record Cost(IPredictor Network, double FirstMilliseconds, double Seconds, long Bytes);

    private static Cost Build(string declaration, string options, bool quick)
    {
        string source = $"using StaticNet;\n\n{declaration.Replace("OPTIONS", options, StringComparison.Ordinal)}\npublic partial class Net;\n";
        using var project = new ConsumerProject([("Net.cs", source)]);
        project.Build(server: true);
        var seconds = new Series(Enumerable.Range(0, quick ? 1 : 3).Select(_ =>
        {
            project.Edit();
            return project.Build(server: true);
        }).ToArray());

        using var image = new MemoryStream(File.ReadAllBytes(project.Compiled));
        Type type = new AssemblyLoadContext(options).LoadFromStream(image).GetType("Net", throwOnError: true)!;
        var network = (IPredictor)Activator.CreateInstance(type, args: [1])!;
        var run = new PredictionRun(network, 1);
        long start = Stopwatch.GetTimestamp();
        run.Predict();
        return new Cost(network, Stopwatch.GetElapsedTime(start).TotalMilliseconds, seconds.Median, image.Length);
    }
}
