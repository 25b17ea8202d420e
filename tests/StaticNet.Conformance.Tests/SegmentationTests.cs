using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Data;
using StaticNet.Training;

namespace StaticNet.Conformance.Tests;

/// <summary>A segmenter learns from a class for each pixel.</summary>
public class SegmentationTests
{
    private const int Size = 12;
    private const int Ignored = 255;

    private static readonly NetworkCase Row = new(
        "Segmenter", [2, Size, Size],
        "Conv(8, 3, Padding = 1), Relu(As = \"fine\"), MaxPool(2), Conv(16, 3, Padding = 1), Relu, ConvTranspose(8, 2, Stride = 2), Concat(\"fine\"), Conv(3, 1), Softmax");

    private static readonly Lazy<GeneratedAssembly> Assembly = new(static () => GeneratedAssembly.Of(nameof(SegmentationTests), Row));

    /// <summary>Of two channels the larger says which class a pixel has, and where both are small it has a third; borders have no label.</summary>
    [Fact]
    public void ASegmenterLearns()
    {
        INetwork network = Assembly.Value.Network(Row).Network;
        Loss loss = Loss.CrossEntropy.Ignoring(Ignored);
        Samples training = Pictures(96, seed: 1), test = Pictures(32, seed: 2);
        using var trainer = new Trainer(network, new TrainerOptions { Threads = 2, Seed = 3, Epochs = 20, BatchSize = 16, Loss = loss, Optimizer = new Sgd(0.2, momentum: 0.9) });
        TrainingResult result = trainer.Train(training, test);
        EvaluationResult last = result.Epochs[^1].Validation!;
        Assert.True(last.Accuracy > 0.97, $"{last}");
        Assert.True(result.Epochs[^1].Accuracy > 0.97);
        Assert.True(last.MeanIntersectionOverUnion > 0.9, $"{last}");
        Assert.InRange(last.MeanIntersectionOverUnion, 0, last.Accuracy);
        Assert.Equal(32 * (Size - 2) * (Size - 2), last.Labels);
        Assert.Equal(last.Labels, Enumerable.Range(0, 3).Sum(last.CountOf));
        Assert.Equal((32, 3, true), (last.Count, last.ClassCount, last.AreMaps));
        Assert.Contains("pixels", $"{last}", StringComparison.Ordinal);
    }

    /// <summary>Labels of all pixels move the weights as the vectors do that they are short for.</summary>
    [Fact]
    public void LabelsMoveTheWeightsAsVectorsDo()
    {
        int[] labels = [.. Labels(16, seed: 4).Select(static label => label == Ignored ? 0 : label)];
        float[] vectors = [.. labels.Chunk(Size * Size).SelectMany(static map => Enumerable.Range(0, 3).SelectMany(c => map.Select(label => label == c ? 1f : 0f)))];
        float[] inputs = Inputs(16, seed: 4);
        float[][] weights =
        [
            .. new[] { false, true }.Select(areLabels =>
            {
                INetwork network = Assembly.Value.Network(Row).Network;
                using var trainer = new Trainer(network, new TrainerOptions { Threads = 1, Seed = 3 });
                StepResult step = areLabels ? trainer.TrainStep(inputs, labels) : trainer.TrainStep(inputs, vectors);
                Assert.Equal(areLabels ? labels.Length : 0, step.Labels);
                Assert.Equal(16, step.Count);
                return network.Weights.Packed.Span.ToArray();
            }),
        ];
        Assert.Equal(weights[0], weights[1]);
    }

    [Fact]
    public void WrongNumbersOfLabelsAreRefused()
    {
        INetwork network = Assembly.Value.Network(Row).Network;
        using var trainer = new Trainer(network);
        var tooFew = new Samples(Inputs(2, seed: 1), new int[2 * 10], 2);
        Assert.Contains("maps of 144 pixels", Assert.Throws<ArgumentException>(() => trainer.Train(tooFew)).Message, StringComparison.Ordinal);
        Assert.Contains("maps of 144 pixels", Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(network, tooFew)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => trainer.TrainStep(Inputs(2, seed: 1), new int[100]));
    }

    private static Samples Pictures(int count, int seed) => new(Inputs(count, seed), Labels(count, seed), count);

    private static float[] Inputs(int count, int seed) => Numbers.Uniform(new Random(seed), count * 2 * Size * Size);

    private static int[] Labels(int count, int seed)
    {
        const int pixels = Size * Size;
        float[] inputs = Inputs(count, seed);
        return
        [
            .. Enumerable.Range(0, count * pixels).Select(i =>
            {
                int row = i % pixels / Size, column = i % Size;
                float first = inputs[(i / pixels * 2 * pixels) + (i % pixels)], second = inputs[(i / pixels * 2 * pixels) + pixels + (i % pixels)];
                return row is 0 or Size - 1 || column is 0 or Size - 1 ? Ignored
                    : Math.Max(first, second) < 0 ? 2
                    : second > first ? 1
                    : 0;
            }),
        ];
    }
}
