using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;
using StaticNet.Training;

namespace StaticNet.Conformance.Tests;

/// <summary>What of batch normalisation goes beyond one pass: running averages, which follow training, are saved, and predict.</summary>
public class BatchNormTests
{
    private const int PieceSize = 16;

    private static readonly NetworkCase Row = CaseList.Families["Norm"].Single(static row => row.Name == "BatchNormIntoDense");

    /// <summary>
    /// After every step each running average is what double precision makes of the pieces that a batch is cut into: 16, 16 and 5 pictures.
    /// </summary>
    [Fact]
    public void RunningAveragesFollowTraining()
    {
        GeneratedNetwork network = Network();
        network.Network.Weights.Initialize(3);
        using var trainer = new Trainer(network.Network, new TrainerOptions { Threads = 2, Optimizer = new Sgd(0.05, momentum: 0.9, weightDecay: 0.1) });
        ReferenceParameter[] states = [.. network.Reference.Parameters.Where(static parameter => parameter.IsState)];
        Assert.Equal(4, states.Length);
        var expected = states.ToDictionary(static state => state.Name, state => state.Values.Select(_ => state.IsVariance ? 1.0 : 0).ToArray());
        for (int step = 0; step < 4; step++)
        {
            (float[] input, int[] labels) = Batch(network, 37, seed: step);
            CopyWeights(network);
            foreach (ReferenceParameter state in states)
            {
                expected[state.Name].CopyTo(state.Values, 0);
            }

            double[][] pictures = Numbers.Pictures(input, network.InputLength);
            foreach (double[][] piece in pictures.Chunk(PieceSize))
            {
                network.Reference.Forward(piece, training: true).Backward([.. piece.Select(_ => new double[network.OutputLength])]);
                foreach (ReferenceParameter state in states)
                {
                    for (int i = 0; i < state.Values.Length; i++)
                    {
                        expected[state.Name][i] += state.Gradient[i] / pictures.Length;
                    }
                }
            }

            trainer.TrainStep(input, labels);
            foreach (ReferenceParameter state in states)
            {
                Numbers.AssertClose(expected[state.Name], network.Network.Weights[state.Name].ToArray(), 1e-5, $"{state.Name} after step {step + 1}");
            }
        }
    }

    /// <summary>A network predicts the same once its file, running averages and all, is read by another.</summary>
    [Fact]
    public void StateIsSavedAndLoaded()
    {
        GeneratedNetwork network = Network(), other = Network();
        network.DrawParameters(new Random(5));
        using var file = new MemoryStream();
        network.Network.Weights.Save(file);
        file.Position = 0;
        other.Network.Weights.Load(file);
        Assert.Equal(network.Network.Weights.Packed.Span.ToArray(), other.Network.Weights.Packed.Span.ToArray());

        (float[] input, _) = Batch(network, 3, seed: 6);
        float[] output = new float[3 * network.OutputLength], again = new float[output.Length];
        network.Network.Predict(input, output, network.Network.CreateWorkspace());
        other.Network.Predict(input, again, other.Network.CreateWorkspace());
        Assert.Equal(output, again);
    }

    /// <summary>They lie behind all that is trained, begin as a standard normal distribution, and count as no parameters.</summary>
    [Fact]
    public void StateIsNotTrainable()
    {
        NetworkDescription description = Network().Network.Description;
        GeneratedNetwork network = Network();
        network.Network.Weights.Initialize(1);
        ParameterInfo[] states = [.. description.Parameters.Where(static parameter => parameter.Role == ParameterRole.State)];
        Assert.Equal(
            ["batchnorm1.running_mean", "batchnorm1.running_var", "batchnorm2.running_mean", "batchnorm2.running_var"],
            states.Select(static state => state.Name));
        Assert.All(states, state => Assert.True(state.Offset >= description.TrainableLength));
        Assert.All(description.Parameters.Except(states), parameter => Assert.True(parameter.Offset < description.TrainableLength));
        Assert.All(states, state => Assert.All(
            network.Network.Weights[state.Name].ToArray(), value => Assert.Equal(state.Name.EndsWith("var", StringComparison.Ordinal) ? 1f : 0f, value)));
        Assert.Equal(description.Parameters.Except(states).Sum(static parameter => parameter.Count), description.ParameterCount);
        Assert.Equal(description.ParameterCount, description.Layers.Sum(static layer => layer.Parameters));
        Assert.All(network.Network.Weights["batchnorm1.weight"].ToArray(), static value => Assert.Equal(1f, value));
    }

    /// <summary>Prediction has no step for a normalisation that its convolution takes over.</summary>
    [Fact]
    public void PredictionFoldsItIntoTheLayerBefore()
    {
        string[] files = [.. GeneratedAssembly.OfFamily("Norm").Files.Where(static file => file.Name.Contains("ConvBatchNormRelu")).Select(static file => file.Text)];
        string avx = files.Single(static text => text.Contains("class Avx2"));
        string predict = avx[avx.IndexOf("void Predict", StringComparison.Ordinal)..avx.IndexOf("void Forward(", StringComparison.Ordinal)];
        Assert.DoesNotContain("ScaleShift_", predict);
        Assert.Contains("_Norm_Relu(", predict);
    }

    /// <summary>A value alone has no deviation: it becomes the bias, has no gradient, and leaves the running variance.</summary>
    [Fact]
    public void OneValueHasNoVariance()
    {
        NetworkCase row = CaseList.Families["Norm"].Single(static row => row.Name == "BatchNormOfOneValue");
        GeneratedNetwork network = GeneratedAssembly.OfFamily("Norm").Network(row);
        network.DrawParameters(new Random(7));
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(1);
        foreach (Engine engine in network.Engines)
        {
            Numbers.Uniform(new Random(8), network.InputLength).CopyTo(workspace.Input);
            Numbers.Uniform(new Random(9), network.OutputLength).CopyTo(workspace.OutputGradient);
            engine.Forward(workspace, 1, seed: 1);
            engine.Backward(workspace, 1, GradientEntry.Output, inputGradient: true);
            Assert.Equal(network.Network.Weights["batchnorm1.bias"].ToArray(), workspace.Output.ToArray());
            Assert.All(workspace.InputGradient.ToArray(), static value => Assert.Equal(0f, value));
            Assert.All(network.Unpack(workspace.ParameterGradient.Span, "batchnorm1.running_var"), static value => Assert.Equal(0f, value));
        }
    }

    private static GeneratedNetwork Network() => GeneratedAssembly.OfFamily("Norm").Network(Row);

    private static (float[] Input, int[] Labels) Batch(GeneratedNetwork network, int count, int seed) => (
        Numbers.Uniform(new Random(seed), count * network.InputLength, 2),
        [.. Enumerable.Range(0, count).Select(picture => picture % network.OutputLength)]);

    private static void CopyWeights(GeneratedNetwork network)
    {
        foreach (ReferenceParameter parameter in network.Reference.Parameters)
        {
            Numbers.Widen(network.Network.Weights[parameter.Name].ToArray()).CopyTo(parameter.Values, 0);
        }
    }
}
