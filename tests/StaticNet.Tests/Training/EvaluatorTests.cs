using StaticNet.Data;
using StaticNet.Training;

namespace StaticNet.Tests.Training;

public sealed class EvaluatorTests
{
    [Fact]
    public void CountsByClass()
    {
        LinearNetwork network = Identity();

        // What the network says is where the one stands: 0 0 1 1 1 2, against labels 0 1 1 1 0 1.
        float[] inputs = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1];
        var data = new Samples(inputs, [0, 1, 1, 1, 0, 1]);
        EvaluationResult result = Evaluator.Evaluate(network, data, threads: 2);
        Assert.Equal(6, result.Count);
        Assert.Equal(3, result.Correct);
        Assert.Equal(0.5, result.Accuracy);
        Assert.Equal(0.5, result.AccuracyOf(0));
        Assert.Equal(0.5, result.AccuracyOf(1));
        Assert.True(double.IsNaN(result.AccuracyOf(2)));
        Assert.Equal(1, result.Confusion(0, 1));
        Assert.Equal(1, result.Confusion(1, 2));
        Assert.Equal(4, result.CountOf(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Confusion(3, 0));
        Assert.Equal((6, false), (result.Labels, result.AreMaps));
        Assert.Equal([1.0 / 3, 2.0 / 5, 0], Enumerable.Range(0, 3).Select(result.IntersectionOverUnion));
        Assert.Equal(((1.0 / 3) + (2.0 / 5)) / 3, result.MeanIntersectionOverUnion, 1e-12);
    }

    [Fact]
    public void PrintsATable()
    {
        var images = new LabelledImages((byte[])[255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 0], (byte[])[0, 1, 1, 0], 3, 1, 1, ["coat", "bag", "shirt"]);
        EvaluationResult result = Evaluator.Evaluate(Identity(), images);
        string[] lines = result.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal("class  samples   correct  accuracy  most often mistaken for", lines[0]);
        Assert.Equal("coat         2         1   50.00 %  bag (1)", lines[1]);
        Assert.Equal("bag          2         1   50.00 %  shirt (1)", lines[2]);
        Assert.Equal("shirt        0         0         -", lines[3]);
        Assert.StartsWith("total        4         2   50.00 %  loss ", lines[4]);
    }

    [Fact]
    public void IsTheSameForAnyNumberOfThreads()
    {
        var network = new LinearNetwork(20, 4);
        Samples data = TestData.Clusters(501, 20, 4);
        EvaluationResult one = Evaluator.Evaluate(network, data, threads: 1);
        EvaluationResult three = Evaluator.Evaluate(network, data, threads: 3);
        Assert.Equal(one.Loss, three.Loss);
        Assert.Equal(one.Correct, three.Correct);
    }

    [Fact]
    public void PredictsInParallelWhatItPredictsAlone()
    {
        const int count = 77;
        var network = new LinearNetwork(20, 4);
        float[] inputs = TestData.Uniform(count * 20, 1);
        float[] alone = new float[count * 4];
        network.Predict(inputs, alone, network.CreateWorkspace());
        float[] together = new float[count * 4];
        using var predictor = new ParallelPredictor(network, 3);
        predictor.Predict(inputs, together);
        Assert.Equal(alone, together);
        predictor.Predict([], []);
        Assert.Throws<ArgumentException>(() => predictor.Predict(new float[21], new float[4]));
        Assert.Throws<ArgumentException>(() => predictor.Predict(new float[20], new float[5]));
    }

    private static LinearNetwork Identity()
    {
        var network = new LinearNetwork(3, 3);
        ParameterView weight = network.Weights["dense1.weight"];
        weight.CopyFrom([5, 0, 0, 0, 5, 0, 0, 0, 5]);
        return network;
    }
}
