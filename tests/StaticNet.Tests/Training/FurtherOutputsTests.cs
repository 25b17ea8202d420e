using StaticNet.Training;

namespace StaticNet.Tests.Training;

/// <summary>Losses of networks with an auxiliary classifier for training and a further output of prediction.</summary>
public sealed class FurtherOutputsTests
{
    private const float Weight = 0.3f;

    /// <summary>Main 3 | features 2, without a loss | aux1 3, for training only.</summary>
    private static readonly NetworkDescription Network = new(
        "Headed", [1],
        [
            NetworkOutput.Main([3], endsInSoftmax: true),
            new("features", [2], 3, EndsInSoftmax: false, TrainingOnly: false, LossWeight: 0),
            new("aux1", [3], 5, EndsInSoftmax: true, TrainingOnly: true, Weight),
        ],
        [], [], 0);

    private static readonly float[] Rows =
    [
        .2f, .5f, .3f, 7, 8, .1f, .6f, .3f,
        .7f, .2f, .1f, 5, 6, .25f, .25f, .5f,
    ];

    [Fact]
    public void RowsOfPredictionBeginRowsOfTraining()
    {
        Assert.Equal(5, Network.OutputLength);
        Assert.Equal(8, Network.TrainingOutputLength);
        Assert.Equal([3], Network.OutputShape);
        Assert.True(Network.EndsInSoftmax);
        Assert.Equal([.25f, .25f, .5f], Network.Outputs[2].Of(Rows.AsSpan(8)).ToArray());
        var workspace = new TrainingWorkspace(Network, 4, 1);
        Assert.Equal(4 * 8, workspace.Output.Length);
        Assert.Equal(4 * 8, workspace.OutputGradient.Length);
    }

    [Fact]
    public void WeightsTheLossesOfFurtherOutputs()
    {
        float[] gradients = [.. Enumerable.Repeat(float.NaN, Rows.Length)];
        double loss = Loss.CrossEntropy.Evaluate(Network, Rows, Targets.Classes([1, 0]), gradients, 0.5f);
        Assert.Equal(-Math.Log(.5) - Math.Log(.7) - (Weight * (Math.Log(.6) + Math.Log(.25))), loss, 1e-6);
        float[] expected =
        [
            .2f, .5f - 1, .3f, 0, 0, .1f * Weight, (.6f - 1) * Weight, .3f * Weight,
            .7f - 1, .2f, .1f, 0, 0, (.25f - 1) * Weight, .25f * Weight, .5f * Weight,
        ];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i] / 2, gradients[i], 1e-6f);
        }

        Assert.Equal(GradientEntry.BeforeSoftmax, Loss.CrossEntropy.EntryFor(Network));
    }

    [Fact]
    public void AVectorIsTheTargetOfAllOutputsOfItsLength()
    {
        float[] gradients = new float[Rows.Length];
        float[] targets = [1, 0, 0, 0, 0, 1];
        double loss = Loss.HalfSumOfSquares.Evaluate(Network, Rows, Targets.Dense(targets), gradients, 1f);
        double main = (.64 + .25 + .09 + .49 + .04 + .81) / 2;
        double aux = (.81 + .36 + .09 + .0625 + .0625 + .25) / 2;
        Assert.Equal(main + (Weight * aux), loss, 1e-6);
        Assert.Equal(Weight * (.5f - 1f), gradients[15], 1e-6f);
        Assert.Equal(0f, gradients[4]);
    }

    [Fact]
    public void PredictionsAreMeasuredByTheMainOutput()
    {
        float[] predicted = [.. Rows[..5], .. Rows[8..13]];
        double expected = -Math.Log(.5) - Math.Log(.7);
        Assert.Equal(expected, Loss.CrossEntropy.Evaluate(Network, predicted, Targets.Classes([1, 0]), default, 1f), 1e-6);
        Assert.Equal(expected, Loss.CrossEntropy.Evaluate(Network, Rows, Targets.Classes([1, 0]), default, 1f), 1e-6);
    }

    [Fact]
    public void WhatDoesNotGoTogetherIsRefused()
    {
        float[] gradients = new float[10];
        var rows = Assert.Throws<ArgumentException>(
            () => { Loss.CrossEntropy.Evaluate(Network, Rows[..10], Targets.Classes([1, 0]), gradients, 1f); });
        Assert.Contains("10 outputs in rows of 8 do not go with 2 labels", rows.Message);
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(Network, Rows, Targets.Classes([1, 0, 2]), default, 1f); });
        var label = Assert.Throws<ArgumentException>(
            () => { Loss.CrossEntropy.Evaluate(Headed(auxClasses: 2), new float[5], Targets.Classes([2]), new float[5], 1f); });
        Assert.Contains("Label 2 is not a class of output 'aux1' of Headed, whose classes are 0 to 1", label.Message);
        var vector = Assert.Throws<ArgumentException>(
            () => { Loss.MeanSquaredError.Evaluate(Headed(auxClasses: 2), new float[5], Targets.Dense([0, 0, 1]), new float[5], 1f); });
        Assert.Contains("output 'aux1' of Headed has 2 values and a loss weight of 0.3, but target vectors have 3", vector.Message);
    }

    [Fact]
    public void OutputsLieOneBehindAnother()
    {
        NetworkOutput main = NetworkOutput.Main([3], endsInSoftmax: false);
        NetworkOutput aux = new("aux1", [2], 3, EndsInSoftmax: false, TrainingOnly: true, LossWeight: 1);
        NetworkOutput[][] wrong =
        [
            [], [aux], [main, aux with { Offset = 4 }], [main, aux, new("late", [1], 5, EndsInSoftmax: false, TrainingOnly: false, LossWeight: 0)],
        ];
        Assert.All(wrong, static outputs => Assert.Throws<ArgumentException>(() => new NetworkDescription("Wrong", [1], outputs, [], [], 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkDescription("Wrong", [1], [NetworkOutput.Main([0], false)], [], [], 0));
    }

    /// <summary>A map has a softmax at each of its pixels; the loss is the mean over them.</summary>
    [Fact]
    public void CrossEntropyOfAMapIsTheMeanOverItsPixels()
    {
        float[] logits = [1, 2, 3, 0.5f, -1, 0];
        float[] targets = [1, 0, 0, 0, 1, 1];
        double[] sums = [.. Enumerable.Range(0, 3).Select(i => Math.Exp(logits[i]) + Math.Exp(logits[i + 3]))];
        double expected = -(Math.Log(Math.Exp(1) / sums[0]) + Math.Log(Math.Exp(-1) / sums[1]) + Math.Log(1 / sums[2])) / 3;
        float[] gradients = new float[6];
        Assert.Equal(expected, Loss.CrossEntropy.Evaluate(Map(softmax: false), logits, Targets.Dense(targets), gradients, 1f), 1e-6);
        float[] probabilities = [.. Enumerable.Range(0, 6).Select(i => (float)(Math.Exp(logits[i]) / sums[i % 3]))];
        float[] behind = new float[6];
        Assert.Equal(expected, Loss.CrossEntropy.Evaluate(Map(softmax: true), probabilities, Targets.Dense(targets), behind, 1f), 1e-6);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal((probabilities[i] - targets[i]) / 3, gradients[i], 1e-6f);
            Assert.Equal(gradients[i], behind[i], 1e-6f);
        }

        var label = Assert.Throws<ArgumentException>(
            () => { Loss.CrossEntropy.Evaluate(Map(softmax: true), logits, Targets.Classes([1]), default, 1f); });
        Assert.Contains("has a class at each of its 3 pixels", label.Message);
    }

    private static NetworkDescription Map(bool softmax) => new("Map", [1], [NetworkOutput.Main([2, 1, 3], softmax)], [], [], 0);

    private static NetworkDescription Headed(int auxClasses) => new(
        "Headed", [1],
        [NetworkOutput.Main([3], endsInSoftmax: false), new("aux1", [auxClasses], 3, EndsInSoftmax: false, TrainingOnly: true, Weight)],
        [], [], 0);
}
