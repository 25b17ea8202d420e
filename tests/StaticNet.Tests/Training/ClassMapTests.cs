using StaticNet.Data;
using StaticNet.Training;

namespace StaticNet.Tests.Training;

/// <summary>Losses whose targets are a class for each pixel of a map.</summary>
public sealed class ClassMapTests
{
    private const int Ignored = 255;
    private const int Pixels = 6;
    private const float Scale = 0.25f;

    /// <summary>Two maps of 2x3 pixels; of the first two pixels have no label.</summary>
    private static readonly int[] Labels = [0, Ignored, 2, 1, Ignored, 1, 1, 0, 2, 2, 0, 1];

    /// <summary>The gradient and the loss against central differences of the definition in double precision.</summary>
    [Theory]
    [InlineData("CrossEntropy", true)]
    [InlineData("CrossEntropy", false)]
    [InlineData("BinaryCrossEntropy", false)]
    public void GradientsAreThoseOfTheDefinition(string name, bool softmax)
    {
        Loss loss = Find(name).Ignoring(Ignored);
        Check(loss, Network(3, softmax), Labels, (output, label) => name == "CrossEntropy"
            ? -Math.Log((softmax ? output : Softmax(output))[label])
            : output.Select((p, i) => -Math.Log(i == label ? p : 1 - p)).Average());
    }

    /// <summary>A segmenter of one class against the rest has one channel, the probability of the class.</summary>
    [Fact]
    public void ASingleChannelTakesZeroAndOne() => Check(
        Loss.BinaryCrossEntropy.Ignoring(Ignored), Network(1, softmax: false), [.. Labels.Select(static label => label == 2 ? 0 : label)],
        static (output, label) => -Math.Log(label == 1 ? output[0] : 1 - output[0]));

    /// <summary>Where every pixel has a label, they are short for vectors that are 1 at the class.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LabelsAreShortForVectors(bool softmax)
    {
        int[] labels = [.. Labels.Select(static label => label == Ignored ? 0 : label)];
        float[] vectors = [.. labels.Chunk(Pixels).SelectMany(static map => Enumerable.Range(0, 3).SelectMany(c => map.Select(label => label == c ? 1f : 0f)))];
        float[] outputs = softmax ? Probabilities(3) : TestData.Uniform(2 * 3 * Pixels, 4);
        float[] short_ = new float[outputs.Length], full = new float[outputs.Length];
        NetworkDescription network = Network(3, softmax);
        double value = Loss.CrossEntropy.Evaluate(network, outputs, Targets.ClassMaps(labels, Pixels), short_, Scale);
        Assert.Equal(Loss.CrossEntropy.Evaluate(network, outputs, Targets.Dense(vectors), full, Scale), value, 1e-12);
        Assert.Equal(full, short_);
    }

    [Fact]
    public void AMapWithoutLabelsHasNoLoss()
    {
        float[] gradient = [.. Enumerable.Repeat(7f, 3 * Pixels)];
        int[] labels = [.. Enumerable.Repeat(Ignored, Pixels)];
        Loss loss = Loss.CrossEntropy.Ignoring(Ignored);
        Assert.Equal(0, loss.Evaluate(Network(3, softmax: true), Probabilities(3).AsSpan(0, 3 * Pixels), Targets.ClassMaps(labels, Pixels), gradient, Scale));
        Assert.All(gradient, static value => Assert.Equal(0, value));
        Assert.Equal(Ignored, loss.IgnoredLabel);
        Assert.Null(Loss.CrossEntropy.IgnoredLabel);
    }

    /// <summary>A class for each picture may be ignored as well.</summary>
    [Fact]
    public void APictureWithoutALabelHasNoLoss()
    {
        var network = new NetworkDescription("Four", [1], [NetworkOutput.Main([2], true)], [], [], 0);
        float[] gradient = new float[4];
        double loss = Loss.CrossEntropy.Ignoring(-1).Evaluate(network, [0.25f, 0.75f, 0.5f, 0.5f], Targets.Classes([-1, 1]), gradient, 1);
        Assert.Equal(Math.Log(2), loss, 1e-7);
        Assert.Equal([0, 0, 0.5f, -0.5f], gradient);
    }

    [Fact]
    public void WhatDoesNotGoTogetherIsRefused()
    {
        NetworkDescription network = Network(3, softmax: true);
        string Refused(Loss loss, int[] labels, int perSample) =>
            Assert.Throws<ArgumentException>(() => { loss.Evaluate(network, Probabilities(3), Targets.ClassMaps(labels, perSample), default, 1); }).Message;
        Assert.Contains("Label 255 is not a class of Map, whose classes are 0 to 2", Refused(Loss.CrossEntropy, Labels, Pixels), StringComparison.Ordinal);
        Assert.Contains("has 6 pixels, but targets have 4 labels", Refused(Loss.CrossEntropy, Labels[..8], 4), StringComparison.Ordinal);
        Assert.Contains("takes no class at each pixel", Refused(Loss.MeanSquaredError.Ignoring(Ignored), Labels, Pixels), StringComparison.Ordinal);
        Assert.Contains("one for each pixel", Assert.Throws<ArgumentException>(
            () => { Loss.CrossEntropy.Evaluate(network, Probabilities(3), Targets.Classes([1, 2]), default, 1); }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => { Targets.ClassMaps(Labels, 5); });
        Assert.Throws<ArgumentException>(() => new Samples(new float[4], new int[7], 2));
        Assert.Throws<NotSupportedException>(() => new Samples(new float[4], new int[8], 2).Label(0));
    }

    [Fact]
    public void ThePixelsClassIsThatOfItsChannels()
    {
        float[] map = [0.1f, 0.6f, 0.3f, 0.2f, 0.6f, 0.2f];
        Assert.Equal([2, 0], Enumerable.Range(0, 2).Select(pixel => Loss.ClassOf(map, pixel, 2)));
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(pixel => Loss.ClassOf([0.4f, 0.5f], pixel, 2)));
    }

    private static void Check(Loss loss, NetworkDescription network, int[] labels, Func<double[], int, double> pixelLoss)
    {
        const double h = 1e-6;
        int channels = network.MainOutput.Shape[0];
        bool softmax = network.MainOutput.EndsInSoftmax;
        double[] variables = [.. TestData.Uniform(2 * channels * Pixels, 5, 0.1, 0.9).Select(static v => (double)v)];
        float[] outputs = [.. OutputsOf(variables).Select(static v => (float)v)];
        float[] gradients = new float[outputs.Length];
        double value = loss.Evaluate(network, outputs, Targets.ClassMaps(labels, Pixels), gradients, Scale);
        Assert.Equal(value, loss.Evaluate(network, outputs, Targets.ClassMaps(labels, Pixels), default, 1));
        Assert.Equal(Exact(variables), value, 1e-5);
        for (int i = 0; i < variables.Length; i++)
        {
            double[] up = [.. variables], down = [.. variables];
            up[i] += h;
            down[i] -= h;
            Assert.Equal(Scale * (Exact(up) - Exact(down)) / (2 * h), gradients[i], 2e-5);
        }

        // Where the network ends in a softmax, the gradient enters before it: the variables are what it takes.
        double[] OutputsOf(double[] v) => softmax ? Softmaxes(v, channels) : v;

        double Exact(double[] v)
        {
            double[] o = OutputsOf(v);
            return Enumerable.Range(0, 2).Sum(row => Enumerable.Range(0, Pixels).Where(pixel => labels[(row * Pixels) + pixel] != Ignored).Average(pixel =>
                pixelLoss([.. Enumerable.Range(0, channels).Select(c => o[(((row * channels) + c) * Pixels) + pixel])], labels[(row * Pixels) + pixel])));
        }
    }

    private static double[] Softmaxes(double[] values, int channels)
    {
        double[] result = new double[values.Length];
        for (int start = 0; start < values.Length; start += channels * Pixels)
        {
            for (int pixel = 0; pixel < Pixels; pixel++)
            {
                double[] one = Softmax([.. Enumerable.Range(0, channels).Select(c => values[start + (c * Pixels) + pixel])]);
                for (int c = 0; c < channels; c++)
                {
                    result[start + (c * Pixels) + pixel] = one[c];
                }
            }
        }

        return result;
    }

    private static double[] Softmax(double[] values)
    {
        double sum = values.Sum(Math.Exp);
        return [.. values.Select(value => Math.Exp(value) / sum)];
    }

    private static float[] Probabilities(int channels) =>
        [.. Softmaxes([.. TestData.Uniform(2 * channels * Pixels, 4).Select(static v => (double)v)], channels).Select(static v => (float)v)];

    private static Loss Find(string name) => name == "CrossEntropy" ? Loss.CrossEntropy : Loss.BinaryCrossEntropy;

    private static NetworkDescription Network(int channels, bool softmax) => new("Map", [1], [NetworkOutput.Main([channels, 2, 3], softmax)], [], [], 0);
}
