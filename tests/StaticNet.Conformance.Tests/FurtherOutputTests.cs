using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Data;
using StaticNet.Training;

namespace StaticNet.Conformance.Tests;

/// <summary>Generated networks with several outputs, as their users see them and as they learn.</summary>
public class FurtherOutputTests
{
    private const int Pictures = 48;
    private const int Classes = 4;

    private static readonly NetworkCase Row = new("Headed", [2, 8, 8],
        "Conv(16, 3, Padding = 1), Relu(As = \"early\"), AvgPool(2), Dense(4), Softmax(As = \"aux1\"), "
        + "Output(\"aux1\", LossWeight = 0.3, TrainingOnly = true), From(\"early\"), MaxPool(2), Conv(12, 3), Relu(As = \"late\"), Output(\"late\"), "
        + "Flatten, Dense(4), Softmax");

    private static readonly Lazy<GeneratedAssembly> Assembly = new(static () => GeneratedAssembly.Of(nameof(FurtherOutputTests), Row));

    [Fact]
    public void SaysWhereItsOutputsLie()
    {
        GeneratedNetwork network = Assembly.Value.Network(Row);
        NetworkDescription description = network.Network.Description;
        Assert.Equal(["output", "late", "aux1"], description.Outputs.Select(static output => output.Name));
        Assert.Equal([0, 4, 52], description.Outputs.Select(static output => output.Offset));
        Assert.Equal([true, false, true], description.Outputs.Select(static output => output.EndsInSoftmax));
        Assert.Equal((52, 56), (description.OutputLength, description.TrainingOutputLength));
        Assert.Equal(0.3f, description.Outputs[2].LossWeight);
        Assert.Equal([0, 4, 4, 48, 52], Constants("MainOutputOffset", "MainOutputLength", "LateOffset", "LateLength", "OutputLength"));
        Assert.Null(network.Type.GetField("Aux1Offset"));

        int[] Constants(params string[] names) => [.. names.Select(name => (int)network.Type.GetField(name)!.GetRawConstantValue()!)];
    }

    /// <summary>The auxiliary classifier learns with the main one, by 0.3 of its loss, to the same bits on any number of threads.</summary>
    [Fact]
    public void BothHeadsLearn()
    {
        (double First, double Last, double Aux, int[] Bits) alone = Train(threads: 1);
        Assert.InRange(alone.First, 1, 4);
        Assert.InRange(alone.Last, 0, alone.First / 3);
        Assert.True(alone.Aux < Math.Log(Classes) * 0.8, $"The auxiliary classifier's loss is {alone.Aux}.");
        Assert.Equal(alone.Bits, Train(threads: 3).Bits);
    }

    private static (double First, double Last, double Aux, int[] Bits) Train(int threads)
    {
        INetwork network = Assembly.Value.Network(Row).Network;
        network.Weights.Initialize(4);
        var random = new Random(5);
        int length = network.Description.InputLength;
        float[][] prototypes = [.. Enumerable.Range(0, Classes).Select(_ => Numbers.Uniform(random, length))];
        float[] inputs = [.. Enumerable.Range(0, Pictures).SelectMany(i => prototypes[i % Classes].Zip(Numbers.Uniform(random, length, 0.3), static (a, b) => a + b))];
        int[] labels = [.. Enumerable.Range(0, Pictures).Select(static i => i % Classes)];
        using var trainer = new Trainer(network, new TrainerOptions { Threads = threads, Seed = 6, Epochs = 40, BatchSize = 24 });
        TrainingResult result = trainer.Train(new Samples(inputs, labels), new Samples(inputs, labels));
        EvaluationResult measured = result.Epochs[^1].Validation!;
        Assert.True(measured.Accuracy > 0.9, $"Accuracy is {measured.Accuracy}.");

        TrainingWorkspace workspace = network.CreateTrainingWorkspace(Pictures);
        inputs.CopyTo(workspace.Input);
        new PublicEngine(network).Forward(workspace, Pictures, seed: 1);
        double aux = 0;
        for (int i = 0; i < Pictures; i++)
        {
            ReadOnlySpan<float> row = workspace.Output.Slice(i * network.Description.TrainingOutputLength, network.Description.TrainingOutputLength);
            aux -= Math.Log(network.Description.Outputs[2].Of(row)[labels[i]]) / Pictures;
        }

        int[] bits = [.. network.Weights.Packed.Span.ToArray().Select(BitConverter.SingleToInt32Bits)];
        return (result.Epochs[0].Loss, result.Epochs[^1].Loss, aux, bits);
    }
}
