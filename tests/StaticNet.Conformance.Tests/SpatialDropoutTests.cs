using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests;

/// <summary>Spatial dropout: whole channels, in their share and at their scale, the same forward and backward and on every instruction set.</summary>
public class SpatialDropoutTests
{
    private const string Family = "SpatialDropout";

    public static TheoryData<string> Alone => ["SpatialDropoutOnly", "SpatialDropoutHalf", "SpatialDropoutOnWholeRows", "SpatialDropoutNothing"];

    public static TheoryData<string> All => [.. CaseList.Families[Family].Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Alone))]
    public void DropsWholeChannelsAndScalesTheOthers(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch, channels = network.Row.Shape[0], positions = network.OutputLength / channels;
        double share = 1 - network.Reference.Layers.OfType<SpatialDropoutReference>().Single().Rate;
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        workspace.Input.Fill(1);
        int kept = 0, total = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            new PublicEngine(network.Network).Forward(workspace, batch, seed);
            foreach (float[] channel in workspace.Output.ToArray().Chunk(positions))
            {
                Assert.All(channel, value => Assert.Equal(channel[0], value));
                Assert.True(channel[0] == 0 || Math.Abs((channel[0] * share) - 1) < 1e-6, $"a kept channel became {channel[0]}, not {1 / share}");
                kept += channel[0] == 0 ? 0 : 1;
                total++;
            }
        }

        // Five standard deviations of a binomial share.
        double deviation = Math.Sqrt(share * (1 - share) / total);
        Assert.InRange((double)kept / total, share - (5 * deviation), share + (5 * deviation));
    }

    [Theory]
    [MemberData(nameof(Alone))]
    public void EveryInstructionSetDropsTheSameAndSoDoesTheGradient(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch;
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        workspace.Input.Fill(1);
        new PublicEngine(network.Network).Forward(workspace, batch, seed: 77);
        float[] expected = workspace.Output.ToArray();
        foreach (Engine engine in network.Engines)
        {
            workspace.OutputGradient.Fill(1);
            engine.Forward(workspace, batch, seed: 77);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);
            Assert.Equal(expected, workspace.Output.ToArray());
            Assert.Equal(expected, workspace.InputGradient.ToArray());
        }
    }

    [Fact]
    public void PicturesAndSeedsDropDifferently()
    {
        GeneratedNetwork network = Network("SpatialDropoutOnly");
        int batch = network.Row.Batch;
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        workspace.Input.Fill(1);
        var seen = new HashSet<string>();
        for (ulong seed = 0; seed < 5; seed++)
        {
            new PublicEngine(network.Network).Forward(workspace, batch, seed);
            Assert.All(
                workspace.Output.ToArray().Chunk(network.OutputLength),
                picture => Assert.True(seen.Add(string.Concat(picture.Select(static value => value == 0 ? '0' : '1')))));
        }
    }

    /// <summary>Prediction drops nothing, and training is what the reference makes of the mask that the runtime states.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void IsTheReferenceWithItsMask(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch;
        const ulong seed = 31;
        SpatialDropoutReference dropout = network.Reference.Layers.OfType<SpatialDropoutReference>().Single();

        // Nodes are numbered from the input, which is 0.
        int node = network.Reference.Layers.ToList().IndexOf(dropout) + 1;
        bool[][] kept =
        [
            .. Enumerable.Range(0, batch).Select(picture => Enumerable.Range(0, dropout.Input.Channels)
                .Select(channel => DropoutMask.Factor(channel, (float)dropout.Rate, seed, picture, node) > 0).ToArray()),
        ];
        var random = new Random(6);
        network.DrawParameters(random);
        float[] input = Numbers.Uniform(random, batch * network.InputLength);
        float[] outputGradient = Numbers.Uniform(random, batch * network.OutputLength);

        ReferencePass whole = network.Reference.Forward(Numbers.Pictures(input, network.InputLength));
        dropout.Kept = picture => kept[picture];
        ReferencePass pass = network.Reference.Forward(Numbers.Pictures(input, network.InputLength), training: true);
        double[] inputGradient = [.. pass.Backward(Numbers.Pictures(outputGradient, network.OutputLength)).SelectMany(static picture => picture)];
        dropout.Kept = null;

        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        foreach (Engine engine in network.Engines)
        {
            float[] predicted = new float[batch * network.OutputLength];
            engine.Predict(input, predicted, network.Network.CreateWorkspace());
            Numbers.AssertClose([.. Enumerable.Range(0, batch).SelectMany(picture => whole.Output(picture))], predicted, 1e-5, $"{engine}, prediction");

            input.CopyTo(workspace.Input);
            outputGradient.CopyTo(workspace.OutputGradient);
            engine.Forward(workspace, batch, seed);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);
            Numbers.AssertClose([.. Enumerable.Range(0, batch).SelectMany(picture => pass.Output(picture))], workspace.Output, 1e-5, $"{engine}");
            Numbers.AssertClose(inputGradient, workspace.InputGradient, 1e-4, $"{engine}, gradient of the input");
            foreach (ReferenceParameter parameter in network.Reference.Parameters)
            {
                float[] gradient = network.Unpack(workspace.ParameterGradient.Span, parameter.Name);
                Numbers.AssertClose(parameter.Gradient, gradient, 1e-4, $"{engine}, gradient of {parameter.Name}");
            }
        }
    }

    private static GeneratedNetwork Network(string row) =>
        GeneratedAssembly.OfFamily(Family).Network(CaseList.Families[Family].Single(candidate => candidate.Name == row));
}
