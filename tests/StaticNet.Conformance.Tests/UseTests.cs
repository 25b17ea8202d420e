using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Measurement;

namespace StaticNet.Conformance.Tests;

/// <summary>What a program relies on when it uses a generated network: no garbage, the same bits again, threads, files.</summary>
public class UseTests
{
    private const string Family = "Chain";

    private delegate void PredictSpans(ReadOnlySpan<float> input, Span<float> output);

    public static TheoryData<string> Rows => [.. CaseList.Families[Family].Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void PredictionAllocatesNothing(string row)
    {
        GeneratedNetwork network = Network(row);
        PredictSpans predict = PredictOf(network);
        float[] input = Numbers.Uniform(new Random(1), 3 * network.InputLength);
        float[] output = new float[3 * network.OutputLength];
        Workspace workspace = network.Network.CreateWorkspace();
        Assert.Equal(0, Allocation.OfTenCalls(() =>
        {
            predict(input, output);
            network.Network.Predict(input, output, workspace);
        }));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void TrainingStepAllocatesNothing(string row)
    {
        INetwork network = Network(row).Network;
        TrainingWorkspace workspace = network.CreateTrainingWorkspace(3);
        PreparedWeights prepared = network.CreatePreparedWeights();
        Numbers.Uniform(new Random(1), workspace.Input.Length).CopyTo(workspace.Input);
        Numbers.Uniform(new Random(2), workspace.OutputGradient.Length).CopyTo(workspace.OutputGradient);
        Assert.Equal(0, Allocation.OfTenCalls(() =>
        {
            network.Prepare(prepared);
            network.Forward(workspace, prepared, 3, seed: 1);
            network.Backward(workspace, prepared, 3, GradientEntry.Output, inputGradient: true);
        }));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void TheSameSeedGivesTheSameBits(string row)
    {
        GeneratedNetwork first = Network(row);
        GeneratedNetwork second = Network(row);
        Assert.Equal(Bits(first.Network.Weights.Packed.Span), Bits(second.Network.Weights.Packed.Span));
        foreach ((Engine one, Engine other) in first.Engines.Zip(second.Engines))
        {
            Assert.Equal(Step(first, one), Step(second, other));
        }
    }

    [Fact]
    public void ThreadsShareANetwork()
    {
        GeneratedNetwork network = Network("LeNet5");
        PredictSpans predict = PredictOf(network);
        const int pictures = 16;
        float[] input = Numbers.Uniform(new Random(1), pictures * network.InputLength);
        float[] expected = new float[pictures * network.OutputLength];
        predict(input, expected);

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, turn =>
        {
            float[] output = new float[network.OutputLength];
            for (int i = 0; i < pictures; i++)
            {
                int picture = (turn + i) % pictures;
                predict(input.AsSpan(picture * network.InputLength, network.InputLength), output);
                Assert.Equal(Bits(expected.AsSpan(picture * network.OutputLength, network.OutputLength)), Bits(output));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void WeightsComeBackFromAFile(string row)
    {
        GeneratedNetwork saved = Network(row);
        GeneratedNetwork loaded = Network(row);
        saved.DrawParameters(new Random(3));
        using var file = new MemoryStream();
        saved.Network.Weights.Save(file);
        file.Position = 0;
        loaded.Network.Weights.Load(file);
        Assert.Equal(Bits(saved.Network.Weights.Packed.Span), Bits(loaded.Network.Weights.Packed.Span));
        Assert.Equal(Step(saved, new PublicEngine(saved.Network)), Step(loaded, new PublicEngine(loaded.Network)));
    }

    /// <summary>The names, shapes and order of all parameters are those of the declaration, and no two elements share a place.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void ParametersAreThoseOfTheDeclaration(string row)
    {
        GeneratedNetwork network = Network(row);
        NetworkDescription description = network.Network.Description;
        Assert.Equal(
            network.Reference.Parameters.Select(static parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]"),
            description.Parameters.Select(static parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]"));

        int[] positions = [.. network.Reference.Parameters.SelectMany(parameter => network.Positions(parameter.Name))];
        Assert.Equal(positions.Length, positions.Distinct().Count());
        Assert.All(positions, position => Assert.InRange(position, 0, description.PackedLength - 1));
        Assert.Equal(positions.Length, description.ParameterCount);
        Assert.Equal(network.InputLength, description.InputLength);
        Assert.Equal(network.OutputLength, description.OutputLength);
    }

    [Fact]
    public void SpansOfTheWrongLengthAreRefused()
    {
        GeneratedNetwork network = Network("LeNet5");
        PredictSpans predict = PredictOf(network);
        Workspace workspace = network.Network.CreateWorkspace();
        float[] input = new float[network.InputLength];
        float[] output = new float[network.OutputLength];
        foreach (PredictSpans each in new[] { predict, (x, y) => network.Network.Predict(x, y, workspace) })
        {
            Assert.Throws<ArgumentException>(() => each(input.AsSpan(1), output));
            Assert.Throws<ArgumentException>(() => each(input, output.AsSpan(1)));
            Assert.Throws<ArgumentException>(() => each(new float[2 * input.Length], output));
        }

        TrainingWorkspace training = network.Network.CreateTrainingWorkspace(2);
        PreparedWeights prepared = network.Network.CreatePreparedWeights();
        Assert.ThrowsAny<ArgumentException>(() => network.Network.Forward(training, prepared, 3, 0));
        Assert.ThrowsAny<ArgumentException>(() => network.Network.Forward(training, prepared, 0, 0));
    }

    private static int[] Step(GeneratedNetwork network, Engine engine)
    {
        INetwork generated = network.Network;
        TrainingWorkspace workspace = generated.CreateTrainingWorkspace(3);
        Numbers.Uniform(new Random(1), workspace.Input.Length).CopyTo(workspace.Input);
        Numbers.Uniform(new Random(2), workspace.OutputGradient.Length).CopyTo(workspace.OutputGradient);
        engine.Forward(workspace, 3, seed: 1);
        engine.Backward(workspace, 3, GradientEntry.Output, inputGradient: true);
        return [.. Bits(workspace.Output), .. Bits(workspace.InputGradient), .. Bits(workspace.ParameterGradient.Span)];
    }

    private static PredictSpans PredictOf(GeneratedNetwork network) => network.Type
        .GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!
        .CreateDelegate<PredictSpans>(network.Network);

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        int[] bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        }

        return bits;
    }

    private static GeneratedNetwork Network(string row) =>
        GeneratedAssembly.OfFamily(Family).Network(CaseList.Families[Family].Single(candidate => candidate.Name == row));
}
