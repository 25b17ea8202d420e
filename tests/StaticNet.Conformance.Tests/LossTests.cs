using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;
using StaticNet.Training;

namespace StaticNet.Conformance.Tests;

/// <summary>The runtime's losses against the formulas, for two pictures at once.</summary>
public class LossTests
{
    private static readonly float[] Outputs = [.2f, .4f, .1f, .3f, .05f, .15f, .7f, .1f];
    private static readonly float[] Vectors = [0, 0, 1, 0, 1, .25f, .5f, 0];
    private static readonly int[] Labels = [2, 0];

    [Fact]
    public void CrossEntropyBehindSoftmax() =>
        Check(Loss.CrossEntropy, Network(endsInSoftmax: true), Targets.Classes(Labels), static (output, picture) =>
        {
            // The gradient enters at logits of which these are the softmax.
            double[] logits = [.. output.Select(static p => Math.Log(p))];
            return Losses.CrossEntropyOfLogits(logits, Labels[picture]);
        });

    [Fact]
    public void CrossEntropyOfLogits() =>
        Check(Loss.CrossEntropy, Network(endsInSoftmax: false), Targets.Classes(Labels), static (output, picture) => Losses.CrossEntropyOfLogits(output, Labels[picture]));

    [Fact]
    public void BinaryCrossEntropy() =>
        Check(Loss.BinaryCrossEntropy, Network(endsInSoftmax: false), Targets.Dense(Vectors), static (output, picture) => Losses.BinaryCrossEntropy(output, Target(picture)));

    [Fact]
    public void MeanSquaredError() =>
        Check(Loss.MeanSquaredError, Network(endsInSoftmax: false), Targets.Dense(Vectors), static (output, picture) => Losses.MeanSquaredError(output, Target(picture)));

    [Fact]
    public void HalfSumOfSquares() =>
        Check(Loss.HalfSumOfSquares, Network(endsInSoftmax: false), Targets.Dense(Vectors), static (output, picture) => Losses.HalfSquares(output, Target(picture)));

    /// <summary>The lectures' example: [.2 .4 .1 .3] against the third of four classes.</summary>
    [Fact]
    public void HalfSumOfSquaresOfTheLectures() => Assert.Equal(
        0.55, Loss.HalfSumOfSquares.Evaluate(Network(endsInSoftmax: true), Outputs.AsSpan(0, 4), Targets.Classes([2]), [], 1), tolerance: 1e-7);

    private static void Check(Loss loss, NetworkDescription network, Targets targets, Func<double[], int, LossValue> formula)
    {
        const float scale = 0.5f;
        float[] gradient = new float[Outputs.Length];
        double sum = loss.Evaluate(network, Outputs, targets, gradient, scale);
        LossValue[] expected = [.. Numbers.Pictures(Outputs, 4).Select(formula)];
        Assert.Equal(expected.Sum(static value => value.Loss), sum, tolerance: 1e-6);
        Numbers.AssertClose([.. expected.SelectMany(static value => value.Gradient).Select(static value => value * scale)], gradient, 1e-6, "gradient");
    }

    private static double[] Target(int picture) => Numbers.Pictures(Vectors, 4)[picture];

    private static NetworkDescription Network(bool endsInSoftmax) => new("Four", [4, 1, 1], [NetworkOutput.Main([4], endsInSoftmax)], [], [], 0);
}
