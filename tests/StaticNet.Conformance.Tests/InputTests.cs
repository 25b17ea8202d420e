using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;

namespace StaticNet.Conformance.Tests;

/// <summary>
/// Pictures in every form, and networks that normalise their input: beside a network of the same layers and weights that gets, as floats channel after
/// channel, what the normalisation gives in double precision.
/// </summary>
public class InputTests
{
    private static readonly float[] Means = [0.485f, 0.456f, 0.406f, 0.5f, 0.25f];
    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f, 0.5f, 0.75f];

    /// <summary>Transforms would make more of how the forms round than sums do.</summary>
    private const string Strict = "Precision = Precision.Strict";

    /// <summary>First layers that read the caller's memory and such that read a copy, of rows and of blocks, over one, two and three axes.</summary>
    private static readonly NetworkCase[] Shapes =
    [
        .. new NetworkCase[]
        {
            new("GreyPlanar", [1, 13, 11], "Conv(6, 5, Padding = 2), Relu, MaxPool(2, Fit = Fit.Crop), Dense(4)"),
            new("ColourBlocked", [3, 17, 15], "Conv(16, 3, Stride = 2, Padding = 1, Fit = Fit.Crop), BatchNorm, Relu, GlobalAvgPool, Dense(4)"),
            new("ColourStem", [3, 31, 29], "Conv(20, 7, Stride = 2, Padding = 3, Fit = Fit.Crop, Bias = false), Relu, GlobalAvgPool, Dense(4)"),
            new("FourPooled", [4, 9, 7], "MaxPool(3, Stride = 2), Conv(16, 3), Dense(4)"),
            new("FiveDense", [5, 3, 2], "Dense(12), Relu, Dense(4)"),
            new("ThreeSignal", [3, 19], "Conv(16, 3), Relu, Dense(4)"),
            new("TwoVolume", [2, 4, 5, 6], "Conv(16, 3), Relu, Dense(4)"),
        }.Select(static row => row with { Options = Strict }),
    ];

    private static readonly Lazy<GeneratedAssembly> Assembly = new(() => GeneratedAssembly.Of(nameof(InputTests), [.. Shapes, .. Shapes.Select(Normalized)]));

    private delegate float[] PredictBytes(ReadOnlySpan<byte> pixels, PixelOrder order);

    private delegate void PredictBytesInto(ReadOnlySpan<byte> pixels, PixelOrder order, Span<float> output);

    private delegate void PredictBytesIn(ReadOnlySpan<byte> pixels, PixelOrder order, Span<float> output, Workspace workspace);

    private delegate float[] PredictFloats(ReadOnlySpan<float> pixels, PixelOrder order);

    private delegate void PredictFloatsInto(ReadOnlySpan<float> pixels, PixelOrder order, Span<float> output);

    private delegate float[] PredictPlanes(ReadOnlySpan<float> input);

    private delegate void PredictPlanesInto(ReadOnlySpan<float> input, Span<float> output);

    public static TheoryData<string> Names => [.. Shapes.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFormOfThePicturesPredictsTheSame(string name)
    {
        (GeneratedNetwork plain, GeneratedNetwork normalizing) = Pair(name);
        const int pictures = 3;
        int channels = plain.Row.Shape[0], plane = plain.InputLength / channels;
        byte[] planes = new byte[pictures * plain.InputLength];
        new Random(3).NextBytes(planes);
        foreach (GeneratedNetwork network in new[] { plain, normalizing })
        {
            float[] unit = [.. planes.Select(static value => (float)(value / 255.0))];
            float[] expected = Predict(plain, network == plain ? unit : [.. Exact(planes.Select(static value => value / 255.0), channels, plane)]);
            Near(expected, Predict(network, unit));
            foreach (PixelOrder order in Enum.GetValues<PixelOrder>().Where(order => order <= PixelOrder.Interleaved || channels == 3))
            {
                byte[] bytes = Arranged(planes, channels, plane, order);
                float[] floats = Arranged(unit, channels, plane, order);
                float[] once = Bind<PredictBytes>(network, nameof(Predict))(bytes, order);
                Near(expected, once);
                Near(expected, Bind<PredictFloats>(network, nameof(Predict))(floats, order));
                float[] output = new float[once.Length];
                Bind<PredictFloatsInto>(network, nameof(Predict))(floats, order, output);
                Near(expected, output);

                // Bytes give one set of bits, whatever their order and the way of the call.
                Assert.Equal(Bind<PredictBytes>(network, nameof(Predict))(planes, PixelOrder.Planar), once);
                Bind<PredictBytesInto>(network, nameof(Predict))(bytes, order, output);
                Assert.Equal(once, output);
                Array.Clear(output);
                Bind<PredictBytesIn>(network, nameof(Predict))(bytes, order, output, network.Network.CreateWorkspace());
                Assert.Equal(once, output);
            }
        }
    }

    /// <summary>Training normalises the same way, and the gradient of its input is that of what the caller gave.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TrainingNormalisesToo(string name)
    {
        (GeneratedNetwork plain, GeneratedNetwork normalizing) = Pair(name);
        const int pictures = 2;
        int channels = plain.Row.Shape[0], plane = plain.InputLength / channels;
        float[] input = Numbers.Uniform(new Random(5), pictures * plain.InputLength);
        float[] normalized = [.. Exact(input.Select(static value => (double)value), channels, plane)];
        float[] outputGradient = Numbers.Uniform(new Random(6), pictures * plain.TrainingOutputLength);
        foreach ((Engine expected, Engine actual) in plain.Engines.Zip(normalizing.Engines))
        {
            TrainingWorkspace there = Step(plain, expected, normalized, outputGradient), here = Step(normalizing, actual, input, outputGradient);
            Near(there.Output.ToArray(), here.Output.ToArray());
            Near(there.ParameterGradient.Span.ToArray(), here.ParameterGradient.Span.ToArray());
            float[] scaled = there.InputGradient.ToArray();
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] /= Deviations[i / plane % channels];
            }

            Near(scaled, here.InputGradient.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NormalisingTouchesNothingOutside(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        (_, GeneratedNetwork normalizing) = Pair(name);
        foreach (InstructionSet set in InstructionSet.Supported)
        {
            foreach (bool atEnd in new[] { false, true })
            {
                using var run = new GuardedRun(normalizing, set, atEnd);
                run.PredictAndStep();
            }
        }
    }

    [Fact]
    public void TheDescriptionTellsTheNormalisation()
    {
        (GeneratedNetwork plain, GeneratedNetwork normalizing) = Pair("ColourBlocked");
        Assert.Empty(plain.Network.Description.InputMean);
        Assert.Empty(plain.Network.Description.InputDeviation);
        Assert.Equal(Means[..3], normalizing.Network.Description.InputMean);
        Assert.Equal(Deviations[..3], normalizing.Network.Description.InputDeviation);
        Assert.Empty(Assembly.Value.Warnings);
    }

    [Fact]
    public void PicturesOfTheWrongLengthAreRefused()
    {
        GeneratedNetwork network = Pair("ColourBlocked").Normalizing;
        int pixels = network.InputLength / 3;
        PredictBytes predict = Bind<PredictBytes>(network, nameof(Predict));
        Assert.Throws<ArgumentException>(() => predict(new byte[(4 * pixels) + 1], PixelOrder.Rgba));
        Assert.Throws<ArgumentException>(() => Bind<PredictBytesInto>(network, nameof(Predict))(new byte[4 * pixels], PixelOrder.Rgba, new float[5]));
        Assert.Throws<ArgumentException>(() => Predict(network, new float[network.InputLength - 1]));
        Assert.Throws<ArgumentException>(() => Bind<PredictBytes>(Pair("FourPooled").Plain, nameof(Predict))(new byte[4 * 63], PixelOrder.Rgba));
        Assert.Empty(predict(default, PixelOrder.Bgra));
    }

    private static NetworkCase Normalized(NetworkCase row)
    {
        static string List(IEnumerable<float> values) => FormattableString.Invariant($"new[] {{ {string.Join(", ", values.Select(static value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "f"))} }}");
        return row with
        {
            Name = "Normalized" + row.Name,
            Options = $"{Strict}, Mean = {List(Means.Take(row.Shape[0]))}, Deviation = {List(Deviations.Take(row.Shape[0]))}",
        };
    }

    private static (GeneratedNetwork Plain, GeneratedNetwork Normalizing) Pair(string name)
    {
        NetworkCase row = Shapes.Single(row => row.Name == name);
        GeneratedNetwork plain = Assembly.Value.Network(row), normalizing = Assembly.Value.Network(Normalized(row));
        plain.DrawParameters(new Random(1));
        normalizing.DrawParameters(new Random(1));
        return (plain, normalizing);
    }

    private static float[] Predict(GeneratedNetwork network, float[] input)
    {
        float[] output = Bind<PredictPlanes>(network, nameof(Predict))(input), again = new float[output.Length];
        Bind<PredictPlanesInto>(network, nameof(Predict))(input, again);
        Assert.Equal(output, again);
        network.Network.Predict(input, again, network.Network.CreateWorkspace());
        Assert.Equal(output, again);
        return output;
    }

    private static TrainingWorkspace Step(GeneratedNetwork network, Engine engine, float[] input, float[] outputGradient)
    {
        const int pictures = 2;
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(pictures);
        input.CopyTo(workspace.Input);
        outputGradient.CopyTo(workspace.OutputGradient);
        engine.Forward(workspace, pictures, seed: 1);
        engine.Backward(workspace, pictures, GradientEntry.Output, inputGradient: true);
        return workspace;
    }

    private static IEnumerable<float> Exact(IEnumerable<double> planes, int channels, int plane) =>
        planes.Select((value, i) => (float)((value - Means[i / plane % channels]) / Deviations[i / plane % channels]));

    private static T[] Arranged<T>(T[] planes, int channels, int plane, PixelOrder order)
    {
        if (order == PixelOrder.Planar)
        {
            return planes;
        }

        int stride = order is PixelOrder.Rgba or PixelOrder.Bgra ? 4 : channels;
        T[] pixels = new T[planes.Length / channels * stride];
        for (int i = 0; i < planes.Length; i++)
        {
            int channel = i / plane % channels, pixel = (i / (plane * channels) * plane) + (i % plane);
            pixels[(pixel * stride) + (order is PixelOrder.Bgr or PixelOrder.Bgra ? 2 - channel : channel)] = planes[i];
        }

        return pixels;
    }

    /// <summary>The forms round differently on the way in, by a few units in the last place of a value.</summary>
    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Sqrt(expected.Average(static value => (double)value * value));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - (2e-5 * scale), expected[i] + (2e-5 * scale));
        }
    }

    private static T Bind<T>(GeneratedNetwork network, string method)
        where T : Delegate =>
        network.Type.GetMethod(method, [.. typeof(T).GetMethod("Invoke")!.GetParameters().Select(static parameter => parameter.ParameterType)])!
            .CreateDelegate<T>(network.Network);
}
