using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Data;
using StaticNet.Training;

namespace StaticNet.Conformance.Tests;

/// <summary>Networks that say <c>Training = false</c>.</summary>
public class PredictOnlyTests
{
    private const string Layers =
        "Conv(16, 3, Padding = 1), Relu(As = \"early\"), GlobalAvgPool, Dense(4), Softmax(As = \"aux1\"), "
        + "Output(\"aux1\", LossWeight = 0.3, TrainingOnly = true), From(\"early\"), Dropout, Conv(20, 3), Relu, GlobalAvgPool, Dense(4), Softmax";

    private static readonly NetworkCase Trained = new("Trained", [3, 8, 8], Layers);
    private static readonly NetworkCase Predicting = new("Predicting", [3, 8, 8], Layers) { Options = "Training = false" };

    /// <summary>The same bits from the same file, with less than half of the code.</summary>
    [Fact]
    public void PredictsWhatTheTrainedOnePredicts()
    {
        GeneratedAssembly assembly = GeneratedAssembly.Of(nameof(PredictOnlyTests), Trained, Predicting);
        Assert.Empty(assembly.Warnings);
        IPredictor trained = assembly.Predictor(Trained);
        IPredictor predicting = assembly.Predictor(Predicting);
        Assert.IsAssignableFrom<INetwork>(trained);
        Assert.IsNotAssignableFrom<INetwork>(predicting);

        using var file = new MemoryStream();
        trained.Weights.Initialize(5);
        trained.Weights.Save(file);
        predicting.Weights.Load(file.ToArray());
        float[] pictures = Numbers.Uniform(new Random(1), 9 * predicting.Description.InputLength);
        float[] expected = new float[9 * trained.Description.OutputLength];
        float[] actual = new float[expected.Length];
        trained.Predict(pictures, expected, trained.CreateWorkspace());
        predicting.Predict(pictures, actual, predicting.CreateWorkspace());
        Assert.Equal(expected, actual);

        Array.Clear(actual);
        using var parallel = new ParallelPredictor(predicting, threads: 2);
        parallel.Predict(pictures, actual);
        Assert.Equal(expected, actual);
        var samples = new Samples(pictures, [0, 1, 2, 3, 0, 1, 2, 3, 0]);
        Assert.Equal(Evaluator.Evaluate(trained, samples).Loss, Evaluator.Evaluate(predicting, samples).Loss);

        int Size(string network) => assembly.Files.Where(file => Path.GetFileName(file.Name).Contains($"{network}.", StringComparison.Ordinal))
            .Sum(static file => file.Text.Length);
        Assert.InRange(Size("Predicting"), 1, Size("Trained") / 2);
        Assert.DoesNotContain(
            assembly.Files.Where(static file => file.Name.Contains("Predicting.", StringComparison.Ordinal)),
            static file => file.Text.Contains("Backward", StringComparison.Ordinal));
    }
}
