using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests;

/// <summary>
/// Dropout is the identity in prediction; in training it zeroes with its rate, scales what it keeps, and takes the same values away
/// from the gradient. Nothing here knows how the mask is drawn: it is read off what the networks compute.
/// </summary>
public class DropoutTests
{
    private const string Family = "Dropout";

    public static TheoryData<string> Rows => [.. CaseList.Families[Family].Select(static row => row.Name)];

    /// <summary>Rows in which the dropout stands between layers with weights.</summary>
    public static TheoryData<string> Revealing =>
        [.. CaseList.Families[Family].Where(static row => row.Layers.Contains("Sigmoid")).Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void PredictionDropsNothing(string row)
    {
        GeneratedNetwork network = Network(row);
        var random = new Random(1);
        network.DrawParameters(random);
        float[] input = Numbers.Uniform(random, network.Row.Batch * network.InputLength);
        ReferencePass pass = network.Reference.Forward(Numbers.Pictures(input, network.InputLength));
        double[] expected = [.. Enumerable.Range(0, pass.Count).SelectMany(picture => pass.Output(picture))];
        foreach (Engine engine in network.Engines)
        {
            float[] output = new float[expected.Length];
            engine.Predict(input, output, network.Network.CreateWorkspace());
            Numbers.AssertClose(expected, output, 1e-5, $"{engine}");
        }
    }

    [Theory]
    [InlineData("DropoutOnly", new[] { 0.7 })]
    [InlineData("DropoutHalf", new[] { 0.5 })]
    [InlineData("DropoutNothing", new[] { 1.0 })]
    [InlineData("DropoutTwice", new[] { 0.5, 0.75 })]
    public void KeepsItsShareAndScalesIt(string row, double[] kept)
    {
        GeneratedNetwork network = Network(row);
        double share = kept.Aggregate(1.0, static (product, rate) => product * rate);
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(network.Row.Batch);
        workspace.Input.Fill(1);
        foreach (Engine engine in network.Engines)
        {
            var seen = new HashSet<string>();
            int count = 0;
            int total = 0;
            for (ulong seed = 0; seed < 20; seed++)
            {
                engine.Forward(workspace, network.Row.Batch, seed);
                foreach (float[] picture in workspace.Output.ToArray().Chunk(network.OutputLength))
                {
                    Assert.All(picture, value => Assert.True(
                        value == 0 || Math.Abs((value * share) - 1) < 1e-6, $"{engine}: a kept value became {value}, not {1 / share}"));
                    count += picture.Count(static value => value != 0);
                    total += picture.Length;
                    Assert.True(
                        seen.Add(string.Concat(picture.Select(static value => value == 0 ? '0' : '1'))) || share == 1,
                        $"{engine}: two pictures or two seeds have the same mask");
                }
            }

            // Five standard deviations of a binomial share.
            double deviation = Math.Sqrt(share * (1 - share) / total);
            Assert.InRange((double)count / total, share - (5 * deviation), share + (5 * deviation));
        }
    }

    /// <summary>The mask is a matter of the seed, not of the instruction set: training gives the same on another machine.</summary>
    [Theory]
    [InlineData("DropoutOnly")]
    [InlineData("DropoutHalf")]
    [InlineData("DropoutTwice")]
    public void EveryInstructionSetDropsTheSame(string row)
    {
        GeneratedNetwork network = Network(row);
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(network.Row.Batch);
        workspace.Input.Fill(1);
        new PublicEngine(network.Network).Forward(workspace, network.Row.Batch, seed: 77);
        float[] expected = workspace.Output.ToArray();
        foreach (Engine engine in network.Engines)
        {
            engine.Forward(workspace, network.Row.Batch, seed: 77);
            Assert.Equal(expected, workspace.Output.ToArray());
        }
    }

    [Theory]
    [InlineData("DropoutOnly")]
    [InlineData("DropoutHalf")]
    [InlineData("DropoutTwice")]
    public void GradientPassesWhereValuesDo(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch;
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        foreach (Engine engine in network.Engines)
        {
            workspace.Input.Fill(1);
            workspace.OutputGradient.Fill(1);
            engine.Forward(workspace, batch, seed: 5);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);
            Assert.Equal(workspace.Output.ToArray(), workspace.InputGradient.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Revealing))]
    public void ForwardAndBackwardUseOneMask(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch;
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        foreach (Engine engine in network.Engines)
        {
            const ulong seed = 31;
            bool[][] kept = Reveal(network, engine, workspace, seed);
            Assert.All(kept, static picture => Assert.Contains(false, picture));
            network.Reference.Dropouts.Single().Kept = picture => kept[picture];

            var random = new Random(6);
            network.DrawParameters(random);
            float[] input = Numbers.Uniform(random, batch * network.InputLength);
            float[] outputGradient = Numbers.Uniform(random, batch * network.OutputLength);
            ReferencePass pass = network.Reference.Forward(Numbers.Pictures(input, network.InputLength));
            double[] inputGradient = [.. pass.Backward(Numbers.Pictures(outputGradient, network.OutputLength)).SelectMany(static row => row)];

            input.CopyTo(workspace.Input);
            outputGradient.CopyTo(workspace.OutputGradient);
            engine.Forward(workspace, batch, seed);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);

            double[] output = [.. Enumerable.Range(0, batch).SelectMany(picture => pass.Output(picture))];
            Numbers.AssertClose(output, workspace.Output, 1e-5, $"{engine}");
            Numbers.AssertClose(inputGradient, workspace.InputGradient, 1e-4, $"{engine}, gradient of the input");
            foreach (ReferenceParameter parameter in network.Reference.Parameters)
            {
                float[] gradient = network.Unpack(workspace.ParameterGradient.Span, parameter.Name);
                Numbers.AssertClose(parameter.Gradient, gradient, 1e-4, $"{engine}, gradient of {parameter.Name}");
            }
        }
    }

    /// <summary>Which values the seed keeps, seen through a last layer of weights that is the identity.</summary>
    private static bool[][] Reveal(GeneratedNetwork network, Engine engine, TrainingWorkspace workspace, ulong seed)
    {
        network.DrawParameters(new Random(9));
        ReferenceParameter[] last = [.. network.Reference.Parameters.TakeLast(2)];
        int size = last[1].Values.Length;

        // Ten times the identity: behind a softmax a value that was kept still stands out from one that was dropped.
        float[] identity = new float[size * size];
        for (int i = 0; i < size; i++)
        {
            identity[i * (size + 1)] = 10;
        }

        network.SetParameter(last[0].Name, identity);
        network.SetParameter(last[1].Name, new float[size]);
        workspace.Input.Fill(0.5f);
        engine.Forward(workspace, network.Row.Batch, seed);
        return [.. workspace.Output.ToArray().Chunk(network.OutputLength).Select(Kept)];

        // Of a softmax, what was dropped is the least there is: exp(0) against exp(10 y), y > 0.
        static bool[] Kept(float[] picture) => [.. picture.Select(value => value > picture.Min())];
    }

    private static GeneratedNetwork Network(string row) =>
        GeneratedAssembly.OfFamily(Family).Network(CaseList.Families[Family].Single(candidate => candidate.Name == row));
}
